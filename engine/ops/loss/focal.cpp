#include "engine/ops/loss/focal.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/elementwise/log1p.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/elementwise/where.hpp"
#include "engine/ops/loss/cross_entropy.hpp"

namespace tapestry {
namespace {

void check_gamma(const char* op, Scalar gamma) {
  if (!(gamma >= 0) || std::isinf(gamma))
    base::fail(op, ": gamma is ", gamma,
               ", but must be finite and not negative: 0 gives the plain ",
               "cross-entropy, and 2 is usual.");
}

Var slope(const Var& u, Scalar gamma) {
  const Var p = exp(-u), q = -expm1(-u);
  const Tensor at_limit = kernels::map(q.value(), [](Scalar v) { return Scalar(v == 0); });
  // Where p = 0, u may be infinite, but p u is 0: any finite number will do for u.
  const Tensor vanished = kernels::map(p.value(), [](Scalar v) { return Scalar(v == 0); });
  const Var numerator = where(at_limit, 1, where(vanished, 1, u));
  const Var u_over_q = numerator / where(at_limit, 1, q);
  return power(q, gamma) * (1 + gamma * p * u_over_q);
}

}  // namespace

Var focal(const Var& logits, const std::vector<int>& labels, Scalar gamma, Reduction reduction) {
  check_gamma("focal", gamma);
  kernels::check_labels("focal", logits, labels);
  return kernels::reduced(
      focal_weighted(softmax_cross_entropy(logits, labels, Reduction::none), gamma), reduction);
}

Var focal_weighted(const Var& cross_entropies, Scalar gamma) {
  check_gamma("focal_weighted", gamma);
  for (std::size_t i = 0; i < cross_entropies.size(); ++i)
    if (cross_entropies.value().data()[i] < 0)
      base::fail("focal_weighted: element ", i, " (in row-major order) of ",
                 describe(cross_entropies), " is ", cross_entropies.value().data()[i],
                 ": a cross-entropy is -log of a probability, and never negative.");
  const auto loss = [gamma](Scalar u) { return std::pow(-std::expm1(-u), gamma) * u; };
  return record("focal_weighted", kernels::map(cross_entropies.value(), loss),
                {{cross_entropies, [cross_entropies, gamma](const Var& g, const Var&) {
                    return g * slope(cross_entropies, gamma);
                  }}});
}

}  // namespace tapestry

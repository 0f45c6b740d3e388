#include "engine/ops/focal.hpp"

#include <cmath>

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/choices.hpp"
#include "engine/ops/cross_entropy.hpp"
#include "engine/ops/exponential.hpp"
#include "engine/ops/log1p.hpp"
#include "engine/ops/powers.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

void check_gamma(const char* op, Scalar gamma) {
  if (!(gamma >= 0) || std::isinf(gamma))
    fail(op, ": gamma is ", gamma, ", but must be finite and not negative: 0 gives the plain ",
         "cross-entropy, and 2 is usual.");
}

Var slope(const Var& u, Scalar gamma) {
  const Var p = exp(-u), q = -expm1(-u);
  const Tensor at_limit = map(q.value(), [](Scalar v) { return Scalar(v == 0); });
  // Where p = 0, u may be infinite, but p u is 0: any finite number will do for u.
  const Tensor vanished = map(p.value(), [](Scalar v) { return Scalar(v == 0); });
  const Var numerator = where(at_limit, 1, where(vanished, 1, u));
  const Var u_over_q = numerator / where(at_limit, 1, q);
  return power(q, gamma) * (1 + gamma * p * u_over_q);
}

}  // namespace

Var focal(const Var& logits, const std::vector<int>& labels, Scalar gamma, Reduction reduction) {
  check_gamma("focal", gamma);
  check_labels("focal", logits, labels);
  return reduced(focal_weighted(softmax_cross_entropy(logits, labels, Reduction::none), gamma),
                 reduction);
}

Var focal_weighted(const Var& cross_entropies, Scalar gamma) {
  check_gamma("focal_weighted", gamma);
  for (std::size_t i = 0; i < cross_entropies.size(); ++i)
    if (cross_entropies.value().data()[i] < 0)
      fail("focal_weighted: element ", i, " (in row-major order) of ", describe(cross_entropies),
           " is ", cross_entropies.value().data()[i],
           ": a cross-entropy is -log of a probability, and never negative.");
  const auto loss = [gamma](Scalar u) { return std::pow(-std::expm1(-u), gamma) * u; };
  return record("focal_weighted", map(cross_entropies.value(), loss),
                {{cross_entropies, [cross_entropies, gamma](const Var& g, const Var&) {
                    return g * slope(cross_entropies, gamma);
                  }}});
}

}  // namespace tapestry

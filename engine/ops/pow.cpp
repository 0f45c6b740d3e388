#include "engine/ops/pow.hpp"

#include <algorithm>
#include <cmath>

#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/broadcast.hpp"
#include "engine/ops/choices.hpp"
#include "engine/ops/exponential.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

bool any(const Tensor& x) {
  return std::any_of(x.data(), x.data() + x.size(), [](Scalar v) { return v != 0; });
}

// The formulas below ask for 0 * infinity at a few points, where the answer is 0. There, the
// infinite factor's argument is replaced by 1 before it is computed: replacing the product
// afterwards would leave 0 * infinity in the gradient's own gradient.

Var base_gradient(const Var& g, const Var& a, const Var& b) {
  const Tensor constant = zip(a.value(), b.value(), g.shape(),
                              [](Scalar v, Scalar e) { return Scalar(v == 0 && e == 0); });
  const Var base = any(constant) ? where(constant, 1, a) : a;
  return g * (b * pow(base, b - 1));
}

Var exponent_gradient(const Var& g, const Var& y, const Var& a, const Var& b) {
  const Tensor vanishing = zip(a.value(), b.value(), g.shape(),
                               [](Scalar v, Scalar e) { return Scalar(v == 0 && e > 0); });
  const Var base = any(vanishing) ? where(vanishing, 1, a) : a;
  return g * (y * log(base));
}

}  // namespace

Var pow(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("pow", a, b);
  return record(
      "pow", zip(a.value(), b.value(), shape, [](Scalar v, Scalar e) { return std::pow(v, e); }),
      {{a, [a, b](const Var& g, const Var&) { return base_gradient(g, a, b); }},
       {b, [a, b](const Var& g, const Var& y) { return exponent_gradient(g, y, a, b); }}});
}

}  // namespace tapestry

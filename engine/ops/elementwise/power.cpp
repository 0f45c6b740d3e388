#include "engine/ops/elementwise/power.hpp"

#include <algorithm>
#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/elementwise/where.hpp"

namespace tapestry {
namespace {

bool any_set(const Tensor& x) {
  return std::any_of(x.data(), x.data() + x.size(), [](Scalar v) { return v != 0; });
}

// The formulas below ask for 0 * infinity at a few points, where the answer is 0. There, the
// infinite factor's argument is replaced by 1 before it is computed: replacing the product
// afterwards would leave 0 * infinity in the gradient's own gradient.

Var base_gradient(const Var& g, const Var& a, const Var& b) {
  const Tensor constant = kernels::zip(a.value(), b.value(), g.shape(),
                                       [](Scalar v, Scalar e) { return Scalar(v == 0 && e == 0); });
  const Var base = any_set(constant) ? where(constant, 1, a) : a;
  return g * (b * pow(base, b - 1));
}

Var exponent_gradient(const Var& g, const Var& y, const Var& a, const Var& b) {
  const Tensor vanishing = kernels::zip(a.value(), b.value(), g.shape(),
                                        [](Scalar v, Scalar e) { return Scalar(v == 0 && e > 0); });
  const Var base = any_set(vanishing) ? where(vanishing, 1, a) : a;
  return g * (y * log(base));
}

}  // namespace

Var power(const Var& x, Scalar exponent) {
  return record("power", kernels::map(x.value(), [=](Scalar v) { return std::pow(v, exponent); }),
                {{x, [x, exponent](const Var& g, const Var&) {
                    // A power of 0 would ask for 0 * x^-1, which is NaN at 0.
                    if (exponent == 0)
                      return kernels::weigh(g, Var::constant(zeros_like(x.value())));
                    return g * (exponent * power(x, exponent - 1));
                  }}});
}

Var square(const Var& x) {
  return record("square", kernels::map(x.value(), [](Scalar v) { return v * v; }),
                {{x, [x](const Var& g, const Var&) { return g * (2 * x); }}});
}

Var sqrt(const Var& x) {
  return record("sqrt", kernels::map(x.value(), [](Scalar v) { return std::sqrt(v); }),
                {{x, [](const Var& g, const Var& y) { return g / (2 * y); }}});
}

Var abs(const Var& x) {
  return record("abs", kernels::map(x.value(), [](Scalar v) { return std::abs(v); }),
                {{x, [x](const Var& g, const Var&) {
                    // 0 and NaN are their own signs.
                    const auto sign = [](Scalar v) {
                      return v > 0 ? Scalar{1} : v < 0 ? Scalar{-1} : v;
                    };
                    return kernels::weigh(g, Var::constant(kernels::map(x.value(), sign)));
                  }}});
}

Var pow(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("pow", a, b);
  return record(
      "pow",
      kernels::zip(a.value(), b.value(), shape, [](Scalar v, Scalar e) { return std::pow(v, e); }),
      {{a, [a, b](const Var& g, const Var&) { return base_gradient(g, a, b); }},
       {b, [a, b](const Var& g, const Var& y) { return exponent_gradient(g, y, a, b); }}});
}

}  // namespace tapestry

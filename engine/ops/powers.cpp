#include "engine/ops/powers.hpp"

#include <cmath>

#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var power(const Var& x, Scalar exponent) {
  return record("power", map(x.value(), [=](Scalar v) { return std::pow(v, exponent); }),
                {{x, [x, exponent](const Var& g, const Var&) {
                    // A power of 0 would ask for 0 * x^-1, which is NaN at 0.
                    if (exponent == 0) return g * Var::constant(zeros_like(x.value()));
                    return g * (exponent * power(x, exponent - 1));
                  }}});
}

Var square(const Var& x) {
  return record("square", map(x.value(), [](Scalar v) { return v * v; }),
                {{x, [x](const Var& g, const Var&) { return g * (2 * x); }}});
}

Var sqrt(const Var& x) {
  return record("sqrt", map(x.value(), [](Scalar v) { return std::sqrt(v); }),
                {{x, [](const Var& g, const Var& y) { return g / (2 * y); }}});
}

Var abs(const Var& x) {
  return record("abs", map(x.value(), [](Scalar v) { return std::abs(v); }),
                {{x, [x](const Var& g, const Var&) {
                    const auto sign = [](Scalar v) { return Scalar(v > 0) - Scalar(v < 0); };
                    return g * Var::constant(map(x.value(), sign));
                  }}});
}

}  // namespace tapestry

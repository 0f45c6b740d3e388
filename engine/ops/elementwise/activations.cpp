#include "engine/ops/elementwise/activations.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/array/vector_math.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry {

Var relu(const Var& x) {
  // `v > 0 ? v : 0` would turn a NaN into a 0 and hide it.
  return record("relu", kernels::map(x.value(), [](Scalar v) { return v <= 0 ? Scalar{0} : v; }),
                {{x, [](const Var& g, const Var& y) { return kernels::where_positive(g, y); }}});
}

Var kernels::where_positive(const Var& g, const Var& y) {
  if (g.shape() != y.shape())
    base::fail("where_positive: ", describe(g), " and ", describe(y),
               " must have the same shape: g must be the gradient at y.");
  // A NaN in y goes on.
  const auto choose = [](Scalar v, Scalar at) { return at > 0 ? v : at <= 0 ? Scalar{0} : at; };
  return record("where_positive", kernels::zip(g.value(), y.value(), g.shape(), choose),
                {{g, [y](const Var& h, const Var&) { return kernels::where_positive(h, y); }}});
}

Var tanh(const Var& x) {
  return record("tanh", kernels::tanh_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return g * kernels::tanh_slope(x); }}});
}

Var sigmoid(const Var& x) {
  // exp(-x) overflows to infinity for a very negative x, and 1 / (1 + infinity) = 0 is right.
  const Tensor e = kernels::exp_of(kernels::map(x.value(), [](Scalar v) { return -v; }));
  return record("sigmoid", kernels::map(e, [](Scalar v) { return 1 / (1 + v); }),
                {{x, [x](const Var& g, const Var&) { return g * kernels::sigmoid_slope(x); }}});
}

Var kernels::tanh_slope(const Var& x) {
  const Tensor e = exp_of(map(x.value(), [](Scalar v) { return -2 * std::abs(v); }));
  return record("tanh_slope", map(e, [](Scalar v) { return 4 * v / ((1 + v) * (1 + v)); }),
                {{x, [x](const Var& g, const Var& y) { return g * (Scalar{-2} * tanh(x) * y); }}});
}

Var kernels::sigmoid_slope(const Var& x) {
  const Tensor e = exp_of(map(x.value(), [](Scalar v) { return -std::abs(v); }));
  return record("sigmoid_slope", map(e, [](Scalar v) { return v / ((1 + v) * (1 + v)); }),
                {{x, [x](const Var& g, const Var& y) { return g * (-tanh(x / 2) * y); }}});
}

}  // namespace tapestry

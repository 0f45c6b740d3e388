#include "engine/ops/activations.hpp"

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/powers.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var relu(const Var& x) {
  // `v > 0 ? v : 0` would turn a NaN into a 0 and hide it.
  return record("relu", map(x.value(), [](Scalar v) { return v <= 0 ? Scalar{0} : v; }),
                {{x, [](const Var& g, const Var& y) { return where_positive(g, y); }}});
}

Var where_positive(const Var& g, const Var& y) {
  if (g.shape() != y.shape())
    fail("where_positive: ", describe(g), " and ", describe(y),
         " must have the same shape: g must be the gradient at y.");
  const auto choose = [](Scalar v, Scalar sign) { return sign > 0 ? v : Scalar{0}; };
  return record("where_positive", zip(g.value(), y.value(), g.shape(), choose),
                {{g, [y](const Var& h, const Var&) { return where_positive(h, y); }}});
}

Var tanh(const Var& x) {
  return record("tanh", xt::tanh(x.value()),
                {{x, [](const Var& g, const Var& y) { return g * (1 - square(y)); }}});
}

Var sigmoid(const Var& x) {
  // exp(-x) overflows to infinity for a very negative x, and 1 / (1 + infinity) = 0 is right.
  const Tensor e = exp_of(map(x.value(), [](Scalar v) { return -v; }));
  return record("sigmoid", map(e, [](Scalar v) { return 1 / (1 + v); }),
                {{x, [](const Var& g, const Var& y) { return g * y * (1 - y); }}});
}

}  // namespace tapestry

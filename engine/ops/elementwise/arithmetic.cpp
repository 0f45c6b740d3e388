#include "engine/ops/elementwise/arithmetic.hpp"

#include "engine/array/loops.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {

Var add(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("add", a, b);
  return record("add",
                kernels::zip(a.value(), b.value(), shape, [](Scalar x, Scalar y) { return x + y; }),
                {{a, [](const Var& g, const Var&) { return g; }},
                 {b, [](const Var& g, const Var&) { return g; }}});
}

Var sub(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("sub", a, b);
  return record("sub",
                kernels::zip(a.value(), b.value(), shape, [](Scalar x, Scalar y) { return x - y; }),
                {{a, [](const Var& g, const Var&) { return g; }},
                 {b, [](const Var& g, const Var&) { return -g; }}});
}

Var mul(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("mul", a, b);
  return record("mul",
                kernels::zip(a.value(), b.value(), shape, [](Scalar x, Scalar y) { return x * y; }),
                {{a, [b](const Var& g, const Var&) { return g * b; }},
                 {b, [a](const Var& g, const Var&) { return g * a; }}});
}

Var div(const Var& a, const Var& b) {
  const Shape shape = broadcast_shape("div", a, b);
  return record("div",
                kernels::zip(a.value(), b.value(), shape, [](Scalar x, Scalar y) { return x / y; }),
                {{a, [b](const Var& g, const Var&) { return g / b; }},
                 {b, [b](const Var& g, const Var& y) { return -(g * y / b); }}});
}

Var neg(const Var& x) {
  return record("neg", kernels::map(x.value(), [](Scalar v) { return -v; }),
                {{x, [](const Var& g, const Var&) { return -g; }}});
}

}  // namespace tapestry

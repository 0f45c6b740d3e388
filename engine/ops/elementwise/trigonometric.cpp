#include "engine/ops/elementwise/trigonometric.hpp"

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry {

Var sin(const Var& x) {
  return record("sin", xt::sin(x.value()),
                {{x, [x](const Var& g, const Var&) { return g * cos(x); }}});
}

Var cos(const Var& x) {
  return record("cos", xt::cos(x.value()),
                {{x, [x](const Var& g, const Var&) { return -(g * sin(x)); }}});
}

}  // namespace tapestry

#include "engine/ops/trigonometric.hpp"

#include "engine/ops/arithmetic.hpp"
#include "engine/tape.hpp"

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

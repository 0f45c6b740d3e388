#include "engine/ops/elementwise/trigonometric.hpp"

#include "engine/array/vector_math.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry {

Var sin(const Var& x) {
  return record("sin", kernels::sin_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return g * cos(x); }}});
}

Var cos(const Var& x) {
  return record("cos", kernels::cos_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return -(g * sin(x)); }}});
}

}  // namespace tapestry

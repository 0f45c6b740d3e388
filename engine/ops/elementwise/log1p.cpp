#include "engine/ops/elementwise/log1p.hpp"

#include "engine/array/vector_math.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"

namespace tapestry {

Var log1p(const Var& x) {
  return record("log1p", kernels::log1p_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return g / (1 + x); }}});
}

Var expm1(const Var& x) {
  // exp(x) and not y + 1, which would lose the digits of a small e^x.
  return record("expm1", kernels::expm1_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return g * exp(x); }}});
}

}  // namespace tapestry

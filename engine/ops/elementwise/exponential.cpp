#include "engine/ops/elementwise/exponential.hpp"

#include "engine/array/vector_math.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry {

Var exp(const Var& x) {
  return record("exp", kernels::exp_of(x.value()),
                {{x, [](const Var& g, const Var& y) { return g * y; }}});
}

Var log(const Var& x) {
  return record("log", kernels::log_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return g / x; }}});
}

}  // namespace tapestry

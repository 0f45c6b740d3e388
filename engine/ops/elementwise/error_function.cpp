#include "engine/ops/elementwise/error_function.hpp"

#include <numbers>

#include "engine/array/vector_math.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/elementwise/power.hpp"

namespace tapestry {
namespace {

// The derivative of erf.
Var bell(const Var& x) {
  constexpr Scalar kHeight = 2 * std::numbers::inv_sqrtpi_v<Scalar>;
  return kHeight * exp(-square(x));
}

}  // namespace

Var erf(const Var& x) {
  return record("erf", kernels::erf_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return g * bell(x); }}});
}

Var erfc(const Var& x) {
  return record("erfc", kernels::erfc_of(x.value()),
                {{x, [x](const Var& g, const Var&) { return -(g * bell(x)); }}});
}

}  // namespace tapestry

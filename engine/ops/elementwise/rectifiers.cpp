#include "engine/ops/elementwise/rectifiers.hpp"

#include <cmath>
#include <numbers>

#include "engine/array/loops.hpp"
#include "engine/array/vector_math.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/error_function.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/elementwise/where.hpp"

namespace tapestry {
namespace {

void check_finite(const char* op, const Var& x, const char* what, Scalar value, Scalar usual) {
  if (!std::isfinite(value))
    base::fail(op, " of ", describe(x), ": the ", what, " is ", value,
               ", but must be finite: ", usual, " is usual.");
}

constexpr Scalar kRootHalf = std::numbers::sqrt2_v<Scalar> / 2;

// x times a weight that vanishes at -infinity faster than x grows.
Scalar weighted(Scalar x, Scalar weight) { return weight == 0 ? Scalar{0} : x * weight; }

}  // namespace

Var leaky_relu(const Var& x, Scalar slope) {
  check_finite("leaky_relu", x, "slope", slope, Scalar(0.01));
  return record(
      "leaky_relu", kernels::map(x.value(), [=](Scalar v) { return v > 0 ? v : slope * v; }),
      {{x, [x, slope](const Var& g, const Var&) {
          const auto steepness = [=](Scalar v) { return v > 0 ? Scalar{1} : v <= 0 ? slope : v; };
          return kernels::weigh(g, Var::constant(kernels::map(x.value(), steepness)));
        }}});
}

Var elu(const Var& x, Scalar alpha) {
  check_finite("elu", x, "alpha", alpha, 1);
  // Of the negative x only: for others it may overflow.
  const Tensor exponential =
      kernels::expm1_of(kernels::map(x.value(), [](Scalar v) { return v > 0 ? 0 : v; }));
  const auto value = [=](Scalar v, Scalar e) { return v > 0 ? v : alpha * e; };
  return record("elu", kernels::zip(x.value(), exponential, x.shape(), value),
                {{x, [x, alpha](const Var& g, const Var&) {
                    // exp(x), not y / alpha + 1, which would lose the digits of a small e^x; and
                    // only of the negative x: for others it may overflow.
                    const Tensor positive =
                        kernels::map(x.value(), [](Scalar v) { return Scalar(v > 0); });
                    return g * where(positive, 1, alpha * exp(where(positive, 0, x)));
                  }}});
}

Var softplus(const Var& x) {
  // max(x, 0) + log(1 + e^-|x|)
  const Tensor rest = kernels::log1p_of(
      kernels::exp_of(kernels::map(x.value(), [](Scalar v) { return -std::abs(v); })));
  const auto value = [](Scalar v, Scalar r) { return (v > 0 ? v : 0) + r; };
  return record("softplus", kernels::zip(x.value(), rest, x.shape(), value),
                {{x, [x](const Var& g, const Var&) { return g * sigmoid(x); }}});
}

Var silu(const Var& x) {
  const Tensor e = kernels::exp_of(kernels::map(x.value(), [](Scalar v) { return -v; }));
  const auto value = [](Scalar v, Scalar exp_minus_v) {
    return weighted(v, 1 / (1 + exp_minus_v));
  };
  return record("silu", kernels::zip(x.value(), e, x.shape(), value),
                {{x, [x](const Var& g, const Var& y) {
                    const Var s = sigmoid(x);
                    return g * (s + y * (1 - s));
                  }}});
}

Var gelu(const Var& x) {
  const Tensor twice =
      kernels::erfc_of(kernels::map(x.value(), [](Scalar v) { return -v * kRootHalf; }));
  const auto value = [](Scalar v, Scalar p) { return weighted(v, p / 2); };
  return record("gelu", kernels::zip(x.value(), twice, x.shape(), value),
                {{x, [x](const Var& g, const Var&) {
                    constexpr Scalar kHeight = std::numbers::inv_sqrtpi_v<Scalar> * kRootHalf;
                    const Var below = erfc(-kRootHalf * x) / 2;
                    const Var density = kHeight * exp(square(x) / -2);
                    return g * (below + x * density);
                  }}});
}

}  // namespace tapestry

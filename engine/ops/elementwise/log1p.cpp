#include "engine/ops/elementwise/log1p.hpp"

#include <cmath>
#include <utility>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"

namespace tapestry {

Var log1p(const Var& x) {
  return record("log1p", xt::log1p(x.value()),
                {{x, [x](const Var& g, const Var&) { return g / (1 + x); }}});
}

Var expm1(const Var& x) {
  // Where xsimd 8.1 returns infinity too early: beyond 88.37 in float.
  const Scalar safe = sizeof(Scalar) == 4 ? Scalar{87} : Scalar{708};
  Tensor value = xt::expm1(x.value());
  for (std::size_t i = 0, n = value.size(); i < n; ++i)
    if (x.value().data()[i] > safe) value.data()[i] = std::expm1(x.value().data()[i]);
  // exp(x) and not y + 1, which would lose the digits of a small e^x.
  return record("expm1", std::move(value),
                {{x, [x](const Var& g, const Var&) { return g * exp(x); }}});
}

}  // namespace tapestry

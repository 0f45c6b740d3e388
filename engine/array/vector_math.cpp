#include "engine/array/vector_math.hpp"

#include <cmath>

#include "engine/array/loops.hpp"

namespace tapestry::kernels {

Tensor exp_of(const Tensor& x) {
  // Where xsimd 8.1 returns infinity or 0 too early: beyond 88.37 and -87.33 in float.
  const Scalar safe = sizeof(Scalar) == 4 ? Scalar{87} : Scalar{708};
  Tensor out = xt::exp(x);
  const Scalar* in = x.data();
  Scalar* to = out.data();
  for (std::size_t i = 0, n = x.size(); i < n; ++i)
    if (!(std::abs(in[i]) <= safe)) to[i] = std::exp(in[i]);
  return out;
}

Tensor erfc_of(const Tensor& x) {
  if (sizeof(Scalar) == 4) return xt::erfc(x);
  return map(x, [](Scalar v) { return std::erfc(v); });
}

}  // namespace tapestry::kernels

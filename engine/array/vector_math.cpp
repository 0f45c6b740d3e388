// The only file that includes xsimd, and all that it makes of it stays here: a template that two
// files compile with different flags is one symbol, and which of the two a program gets is chance.
#include "engine/array/vector_math.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <xsimd/xsimd.hpp>

#include "engine/array/loops.hpp"

namespace tapestry::kernels {
namespace {

using Register = xsimd::batch<float>;

// f of n elements, a register full at a time; what is left over stands in a register of its own.
template <class F>
void in_registers(const float* from, float* to, std::size_t n, F f) {
  constexpr std::size_t kWidth = Register::size;
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth)
    f(Register::load_unaligned(from + i)).store_unaligned(to + i);
  if (i == n) return;
  float rest[kWidth] = {};
  std::copy(from + i, from + n, rest);
  f(Register::load_unaligned(rest)).store_unaligned(rest);
  std::copy_n(rest, n - i, to + i);
}

// fast(register) of all elements, and exact(element) where fast is wrong.
template <class Fast, class Exact, class Wrong>
Tensor each(const Tensor& x, Fast fast, Exact exact, Wrong wrong) {
  if constexpr (std::is_same_v<Scalar, float>) {
    Tensor out = uninitialised(x.shape());
    const Scalar* from = x.data();
    Scalar* to = out.data();
    in_registers(from, to, x.size(), fast);
    for (std::size_t i = 0, n = x.size(); i < n; ++i)
      if (wrong(from[i])) to[i] = exact(from[i]);
    return out;
  } else {
    return map(x, exact);
  }
}

bool nowhere(Scalar) { return false; }

}  // namespace

// xsimd 8 was compared with double precision at 10^8 floats, those at its limits among them, with
// SSE2, AVX2 and AVX-512 (the limits above); what follows `wrong` is what that found.

Tensor exp_of(const Tensor& x) {
  // Infinity from 88.38 on and 0 from -87.34 on, where the result is still a float.
  return each(
      x, [](Register v) { return xsimd::exp(v); }, [](Scalar v) { return std::exp(v); },
      [](Scalar v) { return !(std::abs(v) <= 87); });
}

Tensor expm1_of(const Tensor& x) {
  // The same, and the sign of -0.
  return each(
      x, [](Register v) { return xsimd::expm1(v); },
      [](Scalar v) { return v == 0 ? v : std::expm1(v); },
      [](Scalar v) { return v > 87 || v == 0; });
}

Tensor log_of(const Tensor& x) {
  return each(
      x, [](Register v) { return xsimd::log(v); }, [](Scalar v) { return std::log(v); }, nowhere);
}

Tensor log1p_of(const Tensor& x) {
  // The sign of -0.
  return each(
      x, [](Register v) { return xsimd::log1p(v); },
      [](Scalar v) { return v == 0 ? v : std::log1p(v); }, [](Scalar v) { return v == 0; });
}

Tensor tanh_of(const Tensor& x) {
  return each(
      x, [](Register v) { return xsimd::tanh(v); }, [](Scalar v) { return std::tanh(v); }, nowhere);
}

Tensor erf_of(const Tensor& x) {
  return each(
      x, [](Register v) { return xsimd::erf(v); }, [](Scalar v) { return std::erf(v); }, nowhere);
}

Tensor erfc_of(const Tensor& x) {
  // From 2 on the error grows with x, to 72 ulp, and results from 9.2 on, below the smallest normal
  // float, are 0.
  return each(
      x, [](Register v) { return xsimd::erfc(v); }, [](Scalar v) { return std::erfc(v); },
      [](Scalar v) { return v > 2; });
}

// xsimd chooses one formula for a whole register by the largest number in it: a number's sine would
// depend on its neighbours.
Tensor sin_of(const Tensor& x) {
  return map(x, [](Scalar v) { return std::sin(v); });
}

Tensor cos_of(const Tensor& x) {
  return map(x, [](Scalar v) { return std::cos(v); });
}

}  // namespace tapestry::kernels

// Functions of each element that xsimd vectorises, where it is exact enough.
#pragma once

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

// e^x of each element: xsimd's, which is fast, and the standard library's where xsimd 8 gives up
// before the result overflows or vanishes.
Tensor exp_of(const Tensor& x);

// 1 - erf(x) of each element: xsimd's in float; in double, where that is off by up to 6e-9 of the
// result, the standard library's.
Tensor erfc_of(const Tensor& x);

}  // namespace tapestry::kernels

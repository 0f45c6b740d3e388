// Functions of each element, at the speed of vector registers and with the accuracy of the standard
// library: of a number in a float tensor, xsimd computes a register full at a time, and what it
// gets wrong comes from the standard library. A double tensor's elements all come from the latter:
// doubles are for checks, where digits count.
//
// The same number gives the same bits wherever it stands, in a tensor of any size: one function
// computes all elements, and the last register is filled up.
// tests/engine/array/vector_math_test.cpp holds each function to that, and to the limits below, in
// units in the last place (ulp).
#pragma once

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

Tensor exp_of(const Tensor& x);    // e^x, 2 ulp
Tensor expm1_of(const Tensor& x);  // e^x - 1, 3 ulp
Tensor log_of(const Tensor& x);    // 2 ulp; NaN for x < 0
Tensor log1p_of(const Tensor& x);  // log(1 + x), 2 ulp; NaN for x < -1
Tensor tanh_of(const Tensor& x);   // 3 ulp
Tensor erf_of(const Tensor& x);    // 3 ulp
Tensor erfc_of(const Tensor& x);   // 1 - erf(x), 8 ulp
Tensor sin_of(const Tensor& x);    // the standard library's, 1 ulp
Tensor cos_of(const Tensor& x);    // the standard library's, 1 ulp

}  // namespace tapestry::kernels

// matmul: the product of two matrices, each transposed first if asked to.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// Whether an operand is used as it is or transposed; nothing is copied.
enum class Transpose { no, yes };

namespace kernels {

// The opposite.
constexpr Transpose opposite(Transpose flag) {
  return flag == Transpose::yes ? Transpose::no : Transpose::yes;
}

}  // namespace kernels

// a [m x k] times b [k x n] -> [m x n]; with a flag, that operand is given as [k x m] or [n x k].
// With C = A B and G the gradient at C:  dA = G B^T,  dB = A^T G.
// Throws unless both have two axes and the inner sizes are equal.
Var matmul(const Var& a, const Var& b, Transpose transpose_a = Transpose::no,
           Transpose transpose_b = Transpose::no);

}  // namespace tapestry

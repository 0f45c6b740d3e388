// batched_matmul: many matrix products of one size in one op.
#pragma once

#include "engine/ops/linalg/matmul.hpp"

namespace tapestry {

// a [batch x m x k] times b [batch x k x n] -> [batch x m x n]: product i is of a's and b's matrix
// i. With a flag, that operand's matrices are given as [k x m] or [n x k]. An operand whose batch
// has size 1 serves all products, and its gradient is the sum over them. With C = A B and G the
// gradient at C:  dA = G B^T,  dB = A^T G. Throws unless both have three axes, batches that are
// equal or 1, and equal inner sizes.
Var batched_matmul(const Var& a, const Var& b, Transpose transpose_a = Transpose::no,
                   Transpose transpose_b = Transpose::no);

}  // namespace tapestry

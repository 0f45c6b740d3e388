// Eigenvalues and eigenvectors of a symmetric matrix: a = v diag(values) v^T, where the columns of
// v are orthonormal.
//
// Both throw where a is not square, is empty, holds a NaN or an infinity, or is not symmetric
// (symmetric.hpp says within what, and what the gradient of a symmetric input is).
//
// Limits. A repeated eigenvalue has no gradient of its own: its vectors can be turned in their
// plane, and the values' first-order gradient is one of many. It is right all the same for what
// treats equal values alike (their sum, the sum of a function of each). The vectors' gradient
// divides by the gaps between the values, and so does the values' second order: where two values
// are equal up to rounding, it throws.
#pragma once

#include "engine/ops/linalg/symmetric.hpp"

namespace tapestry {

// a [n x n] -> [n], ascending:  da = v diag(g) v^T.
Var eigvalsh(const Var& a, Scalar asymmetry = kAsymmetry);

// a [n x n] -> v [n x n]: column j belongs to eigenvalue j. The element of each column that is
// largest in magnitude is positive; where two tie, the sign can jump, and the gradient does not see
// it.  da = the symmetric part of v (f * (v^T g)) v^T with f_ij = 1 / (value_j - value_i), f_ii =
// 0.
Var eigvecsh(const Var& a, Scalar asymmetry = kAsymmetry);

namespace kernels {

// 1 / (values_j - values_i) off the diagonal, and 0 on it: values [n] -> [n x n]. Throws, naming
// `op`, where two values are equal up to rounding.
Var inverse_gaps(const char* op, const Var& values);

}  // namespace kernels

}  // namespace tapestry

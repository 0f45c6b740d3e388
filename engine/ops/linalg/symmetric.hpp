// What the ops of square and symmetric matrices share.
//
// An op of a symmetric matrix a is a function of its symmetric part, (a + a^T) / 2. That fixes what
// its gradient is: each of a_ij and a_ji gets half of what a change of both would do, and the
// gradient is symmetric like a. An input that is not symmetric is taken for a mistake: it throws
// where |a_ij - a_ji| > asymmetry * max |a|, and for an asymmetry that is negative or NaN.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// Room for the rounding of a product such as x^T x, which is symmetric but for its last digits.
inline constexpr Scalar kAsymmetry = Scalar(1e-4);

namespace kernels {

// Throws unless a is a matrix with as many rows as columns.
void check_square(const char* op, const Var& a);

// Throws, naming an element, where one is NaN or infinite: a factorisation would not end, or return
// anything.
void check_finite(const char* op, const Var& a);

// The symmetric part of a [n x n], in double; throws unless a is square, not empty, finite, and
// symmetric.
std::vector<double> symmetric_part(const char* op, const Var& a, Scalar asymmetry);

// (x + x^T) / 2 as a Var.
Var symmetrised(const Var& x);

}  // namespace kernels

// 1 on the diagonal, as a constant [n x n].
Var identity_matrix(std::size_t n);

}  // namespace tapestry

// solve and inverse of a small symmetric positive definite matrix: a covariance, or a task
// relationship matrix.
//
// By the Cholesky factor a = l l^T, which takes n^3 / 3 multiplications, and exists exactly if all
// eigenvalues are positive. Throws where a is not square, is empty, holds a NaN or an infinity, is
// not symmetric (symmetric.hpp says within what, and what the gradient of a symmetric input is), or
// is not positive definite: then it names the first leading minor, the determinant of a's upper
// left k x k part, that is not positive.
#pragma once

#include "engine/ops/linalg/symmetric.hpp"

namespace tapestry {

// x with a x = b: a [n x n], b [n] or [n x k] -> b's shape.
// With h = a^-1 g:  db = h,  da = -(h x^T + x h^T) / 2.
Var cholesky_solve(const Var& a, const Var& b, Scalar asymmetry = kAsymmetry);

// y = a^-1:  da = -y (g + g^T) y / 2. To multiply by an inverse, cholesky_solve is faster and more
// exact.
Var cholesky_inverse(const Var& a, Scalar asymmetry = kAsymmetry);

}  // namespace tapestry

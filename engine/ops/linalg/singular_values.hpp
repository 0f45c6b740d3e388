// Singular values and vectors of any matrix: a = u diag(values) v^T, where the columns of u and of
// v are orthonormal. a [m x n], k = min(m, n), u [m x k], v [n x k].
//
// All throw where a has not two axes, is empty, or holds a NaN or an infinity.
//
// Limits. A repeated singular value has no gradient of its own, and at a singular value 0 there is
// a kink (it is an absolute value): the first-order gradient is then one of many (a subgradient of
// the trace norm, say, and right for what treats equal values alike). The vectors' gradients divide
// by the gaps between the values, and unless a is square by the values themselves; so does the
// values' second order. Where a divisor is 0 up to rounding, they throw.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// [k], descending:  da = u diag(g) v^T. Their sum is the trace norm.
Var singular_values(const Var& a);

// u, and v. The element of each column of u that is largest in magnitude is positive; where two
// tie, the sign can jump, and the gradient does not see it. With s = diag(values), f_ii = 0 and
// f_ij = 1 / (value_j^2 - value_i^2):
//   of u:  da = (u (f * (u^T g - g^T u)) s + (1 - u u^T) g s^-1) v^T,
//   of v:  the same for a^T, with u and v exchanged, and transposed.
// (J. Townsend, Differentiating the singular value decomposition, 2016.)
Var left_singular_vectors(const Var& a);
Var right_singular_vectors(const Var& a);

}  // namespace tapestry

// Products of vectors, and the trace of a matrix.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// a [n], b [m] -> [n x m]: every product a_i b_j. A broadcast product. Throws unless both have one
// axis.
Var outer(const Var& a, const Var& b);

// a [n], b [n] -> scalar: sum a_i b_i. Throws unless both have one axis, of one size.
Var dot(const Var& a, const Var& b);

// a [n x n] -> scalar: the sum of the diagonal; d = g on the diagonal, 0 elsewhere. Throws unless a
// is square.
Var trace(const Var& a);

}  // namespace tapestry

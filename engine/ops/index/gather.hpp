// Selecting steps along an axis by their indices, and ADDING steps at their indices (scatter):
// where an index repeats, the sum stays, nothing is overwritten. Each is the other's pullback.
// take_rows and scatter_rows do so for the first axis.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// x [n x ...], indices of length k -> [k x ...]: row i of the result is row indices[i] of x; an
// index may come several times. Throws where an index is outside 0 .. n - 1.
Var take_rows(const Var& x, const std::vector<int>& indices);

// ADDS: x [k x ...] -> [n x ...]: row i of x is added to row indices[i] of zeros; take_rows'
// pullback. Throws where an index is outside 0 .. n - 1, and where there is not one index a row.
Var scatter_rows(const Var& x, const std::vector<int>& indices, std::size_t n);

// take_rows along any axis: x [... x n x ...] -> [... x k x ...].
Var gather(const Var& x, int axis, const std::vector<int>& indices);

// ADDS, as scatter_rows does, along any axis: x [... x k x ...] -> [... x n x ...]; gather's
// pullback.
Var scatter(const Var& x, int axis, const std::vector<int>& indices, std::size_t n);

}  // namespace tapestry

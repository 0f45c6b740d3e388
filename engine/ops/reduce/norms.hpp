// Norms, over all elements or along axes. Each is >= 0, and 0 for no elements.
//
// All have a kink where what they measure is 0; the gradient there is 0 (a subgradient: of all
// directions none is preferred). No element is so large or small that squaring it overflows or
// vanishes.
#pragma once

#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

// sum |x_i|:  d = sign(x_i) dx_i. The sum of abs(x); the kink is at each single x_i = 0.
Var l1_norm(const Var& x);
Var l1_norm(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

// sqrt(sum x_i^2):  d = x_i dx_i / norm. The second derivative grows as 1 / norm, and at 0 there is
// none.
Var l2_norm(const Var& x);
Var l2_norm(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

// The l2 norm of a matrix's elements: x [... x rows x columns] -> [...], one norm a matrix. Throws
// unless x has at least two axes.
Var frobenius_norm(const Var& x);

}  // namespace tapestry

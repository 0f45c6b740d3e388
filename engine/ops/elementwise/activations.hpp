// The non-linear functions between layers, element by element.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

Var relu(const Var& x);     // max(x, 0): d = dx where x > 0, else 0 (also at the kink, x = 0)
Var tanh(const Var& x);     // d tanh(x) = (1 - tanh(x)^2) dx
Var sigmoid(const Var& x);  // s = 1 / (1 + e^-x): ds = s (1 - s) dx

namespace kernels {

// g where y > 0, else 0: relu's pullback. g and y have the same shape; no gradient reaches y, since
// a small change of it changes nothing (almost everywhere).
Var where_positive(const Var& g, const Var& y);

}  // namespace kernels

}  // namespace tapestry

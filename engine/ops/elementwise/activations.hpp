// The non-linear functions between layers, element by element.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

Var relu(const Var& x);     // max(x, 0): d = dx where x > 0, else 0 (also at the kink, x = 0)
Var tanh(const Var& x);     // d tanh(x) = tanh_slope(x) dx
Var sigmoid(const Var& x);  // s = 1 / (1 + e^-x): ds = sigmoid_slope(x) dx

namespace kernels {

// g where y > 0, else 0: relu's pullback. g and y have the same shape; no gradient reaches y, since
// a small change of it changes nothing (almost everywhere).
Var where_positive(const Var& g, const Var& y);

// The slope of tanh, 1 - tanh(x)^2 = 4 e / (1 + e)^2 with e = e^-2|x|, to all its digits: computed
// from tanh's value, which rounds to 1 from x = 9.02 on (in float), it would be 0 there, and a unit
// that is right by far would never learn again. dx = -2 tanh(x) tanh_slope(x) g.
Var tanh_slope(const Var& x);

// The slope of sigmoid, s (1 - s) = e / (1 + e)^2 with e = e^-|x|, to all its digits, likewise.
// dx = -tanh(x / 2) sigmoid_slope(x) g.
Var sigmoid_slope(const Var& x);

}  // namespace kernels

}  // namespace tapestry

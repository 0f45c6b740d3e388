// Powers with a constant exponent, and abs, element by element.
#pragma once

#include "engine/var.hpp"

namespace tapestry {

// x^exponent: d = exponent x^(exponent - 1) dx. A negative x with a fractional exponent gives NaN.
Var power(const Var& x, Scalar exponent);

Var square(const Var& x);  // d x^2 = 2 x dx
Var sqrt(const Var& x);    // d sqrt(x) = dx / (2 sqrt(x)); infinite at 0

// |x|: d = sign(x) dx, and 0 at the kink x = 0 (a subgradient).
Var abs(const Var& x);

}  // namespace tapestry

// Powers, and abs, element by element. For a constant exponent, power(x, 2.5) is quicker than pow.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// x^exponent: d = exponent x^(exponent - 1) dx. A negative x with a fractional exponent gives NaN.
Var power(const Var& x, Scalar exponent);

Var square(const Var& x);  // d x^2 = 2 x dx
Var sqrt(const Var& x);    // d sqrt(x) = dx / (2 sqrt(x)); infinite at 0

// |x|: d = sign(x) dx, and 0 at the kink x = 0 (a subgradient).
Var abs(const Var& x);

// y = a^b, a and b broadcast together by the rule of arithmetic.hpp:
//   da = b a^(b-1) g,   db = y log(a) g.
// Where a is negative, y is defined for whole numbers b only, and is NaN for others; db does not
// exist there, and is NaN. Where a is 0: db = 0 for b > 0 (the limit) and -infinity or NaN for
// b <= 0; da = 0 for b = 0, since x^0 is constant. Second derivatives at a = 0 follow the same
// conventions for b = 0 and b > 1.
Var pow(const Var& a, const Var& b);

}  // namespace tapestry

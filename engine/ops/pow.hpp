// a^b with a gradient for both, element by element. For a constant exponent, power(x, 2.5) of
// powers.hpp is quicker.
#pragma once

#include "engine/var.hpp"

namespace tapestry {

// y = a^b, a and b broadcast together by the rule of arithmetic.hpp:
//   da = b a^(b-1) g,   db = y log(a) g.
// Where a is negative, y is defined for whole numbers b only, and is NaN for others; db does not
// exist there, and is NaN. Where a is 0: db = 0 for b > 0 (the limit) and -infinity or NaN for
// b <= 0; da = 0 for b = 0, since x^0 is constant. Second derivatives at a = 0 follow the same
// conventions for b = 0 and b > 1.
Var pow(const Var& a, const Var& b);

}  // namespace tapestry

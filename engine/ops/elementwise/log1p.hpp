// log(1 + x) and e^x - 1, element by element, with all their digits where x is near 0 and the plain
// formulas would lose them.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

Var log1p(const Var& x);  // d log(1 + x) = dx / (1 + x); -infinity at -1 and NaN below
Var expm1(const Var& x);  // d (e^x - 1) = e^x dx

}  // namespace tapestry

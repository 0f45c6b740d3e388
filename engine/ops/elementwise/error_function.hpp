// The error function and its complement, element by element.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// erf(x) = 2 / sqrt(pi) * integral of e^(-t^2) over t from 0 to x:  d = 2 / sqrt(pi) e^(-x^2) dx.
Var erf(const Var& x);

// 1 - erf(x), with its digits where that is small: d = -2 / sqrt(pi) e^(-x^2) dx.
Var erfc(const Var& x);

}  // namespace tapestry

// exp and log, element by element.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

Var exp(const Var& x);  // d exp(x) = exp(x) dx
Var log(const Var& x);  // d log(x) = dx / x; -infinity at 0 and NaN below, as in IEEE arithmetic

}  // namespace tapestry

// sin and cos, element by element, of angles in radians.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

Var sin(const Var& x);  // d sin(x) = cos(x) dx
Var cos(const Var& x);  // d cos(x) = -sin(x) dx

}  // namespace tapestry

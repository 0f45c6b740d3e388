// stop_gradient: a value that the walk does not go past.
#pragma once

#include "engine/var.hpp"

namespace tapestry {

// x's value, recorded with no pullback: whatever is computed from it treats it as a constant.
Var stop_gradient(const Var& x);

}  // namespace tapestry

// stop_gradient: a value that the backward pass does not go past; and identity, which lets it
// through.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// x's value, recorded with no pullback: whatever is computed from it treats it as a constant.
Var stop_gradient(const Var& x);

// x's value as a record of its own: dx = g. Gives a leaf a place on the tape.
Var identity(const Var& x);

}  // namespace tapestry

// Mean squared error: the loss of a regression.
#pragma once

#include "engine/var.hpp"

namespace tapestry {

// prediction and target, both of one shape with n elements -> scalar: sum (p - t)^2 / n, in the
// square of the target's units. dp = 2 (p - t) / n, dt = -dp. Throws where the shapes differ (a
// broadcast here is nearly always a mistake) or are empty.
Var mean_squared_error(const Var& prediction, const Var& target);

}  // namespace tapestry

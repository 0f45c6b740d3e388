// Squared errors: the losses of a regression.
//
// prediction p and target t both have one shape with n elements; all throw where the shapes differ
// (a broadcast here is nearly always a mistake) or are empty. Units: the square of the target's.
#pragma once

#include "engine/core/var.hpp"
#include "engine/ops/loss/reduction.hpp"

namespace tapestry {

// sum (p - t)^2 / n -> scalar: dp = 2 (p - t) / n, dt = -dp.
Var mean_squared_error(const Var& prediction, const Var& target);

// ||p - t||^2 = sum (p - t)^2 -> scalar: dp = 2 (p - t), dt = -dp.
Var sum_of_squares(const Var& prediction, const Var& target);

// (p - t)^2 by reduction: mean is mean_squared_error, sum is sum_of_squares, and none is the square
// of each element, in the operands' shape.
Var squared_error(const Var& prediction, const Var& target, Reduction reduction = Reduction::mean);

}  // namespace tapestry

// Huber's loss: squared near the target, and linear where the error is large, so that outliers do
// not rule a regression. From Huber, "Robust estimation of a location parameter", 1964.
#pragma once

#include "engine/core/var.hpp"
#include "engine/ops/loss/reduction.hpp"

namespace tapestry {

// With d = p - t: d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2). delta has the target's
// unit. dp = clamp(d, -delta, delta), dt = -dp; at |d| = delta, where the second derivative jumps
// from 1 to 0, it is 1. mean divides by the number of elements; none returns the operands' shape.
// Throws where the shapes differ or are empty, and for a delta that is not positive and finite.
Var huber(const Var& prediction, const Var& target, Scalar delta = 1,
          Reduction reduction = Reduction::mean);

}  // namespace tapestry

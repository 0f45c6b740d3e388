// variance, over all elements or along axes.
#pragma once

#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

// sum_i (x_i - m)^2 / (n - correction), where m is the mean of the n elements that are reduced.
// correction 0: the variance of these n numbers; 1: the unbiased estimate from a sample of n.
// d = 2 (x_i - m) dx_i / (n - correction).
//
// In two passes, the mean first, and in double: the one-pass formula, mean of squares minus square
// of the mean, subtracts two large numbers and loses its digits; so would a rounded mean. Throws
// where the correction is negative or not below n.
Var variance(const Var& x);  // of all elements, correction 0
Var variance(const Var& x, const Axes& axes, Axis reduced = Axis::drop, int correction = 0);

}  // namespace tapestry

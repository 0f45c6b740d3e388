// softmax, its logarithm, and the logarithm of its denominator, along one axis; the last also along
// several.
//
// All three subtract the axis's maximum before exp, so that no finite input overflows.
#pragma once

#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

// p_i = e^{x_i} / sum_j e^{x_j}:  dx = p * (g - sum(g * p)). Where one p is all but 1, the
// difference loses digits: in float, its gradient is 0 once the others' share is below 6e-8. The
// losses that take logits (softmax_cross_entropy) keep them.
Var softmax(const Var& x, int axis = -1);

// log p_i = x_i - log sum_j e^{x_j}:  dx = g - p * sum(g).
Var log_softmax(const Var& x, int axis = -1);

// log sum_j e^{x_j}:  dx = g * p, where p is the softmax over all of these axes at once. Where all
// are -infinity, so is the result, and p is NaN; where only some are, their p is 0.
Var log_sum_exp(const Var& x, int axis = -1, Axis reduced = Axis::drop);
Var log_sum_exp(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

}  // namespace tapestry

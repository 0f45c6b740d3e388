// sum and mean, over all elements or along axes.
#pragma once

#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

// sum: d = the upstream gradient, repeated along the summed axes. The sum of nothing is 0.
Var sum(const Var& x);
Var sum(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

// mean = sum / n, where n is how many elements are averaged; throws for n = 0. In float the sum is
// divided in double, so that it is not rounded twice, and does not overflow where the mean does
// not.
Var mean(const Var& x);
Var mean(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

}  // namespace tapestry

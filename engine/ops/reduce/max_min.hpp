// max and min, over all elements or along axes.
#pragma once

#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

// The largest (max) or smallest (min) element. Its gradient goes to that element; where several are
// equally large, in equal parts to each (a subgradient: there is a kink). A NaN among the elements
// makes the result NaN. Throws where there is no element.
Var max(const Var& x);
Var max(const Var& x, const Axes& axes, Axis reduced = Axis::drop);
Var min(const Var& x);
Var min(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

}  // namespace tapestry

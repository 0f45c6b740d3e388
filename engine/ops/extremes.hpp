// max, over all elements or along axes.
#pragma once

#include "engine/ops/axes.hpp"

namespace tapestry {

// The largest element. Its gradient goes to that element; where several are equally large, in equal
// parts to each (a subgradient: max has a kink there). Throws where there is no element.
Var max(const Var& x);
Var max(const Var& x, const Axes& axes, Axis reduced = Axis::drop);

}  // namespace tapestry

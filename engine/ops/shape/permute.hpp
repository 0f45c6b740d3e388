// permute: the axes in another order.
#pragma once

#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

// Axis k of the result is axis axes[k] of x: x [a x b x c], axes {2, 0, 1} -> [c x a x b]. Its
// gradient takes the way back, permute by the inverse order. Throws unless `axes` names each axis
// of x once.
Var permute(const Var& x, const Axes& axes);

}  // namespace tapestry

// pad: a border around a tensor.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// before[k] steps in front of axis k and after[k] behind it, all filled with `value`, a constant:
// x [3 x 4], before {1, 0}, after {0, 2} -> [4 x 6]. Its gradient is cut out of the gradient again
// (narrow). Throws unless both lists have one number for each axis.
Var pad(const Var& x, const std::vector<std::size_t>& before, const std::vector<std::size_t>& after,
        Scalar value = 0);

}  // namespace tapestry

// argmax: where the largest elements are. No op of the tape: an index jumps or stands still, so it
// has no gradient, and nothing is recorded.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// The index along an axis of the largest element, for each place of x's other axes, in row-major
// order: x [batch x classes], axis 1 -> one class a row. Of equally large elements the first wins;
// a NaN counts as larger than any number, so that it shows. Throws where the axis is empty.
std::vector<int> argmax(const Var& x, int axis = -1);

}  // namespace tapestry

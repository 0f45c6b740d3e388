// concatenate, and its undoing: each is the other's pullback.
#pragma once

#include <vector>

#include "engine/var.hpp"

namespace tapestry {

// The parts one after the other along an axis; all their other axes must be equal. Throws for no
// parts. Each part's gradient is its own piece of the gradient.
Var concatenate(const std::vector<Var>& parts, int axis);

// The piece [begin, begin + length) along an axis; throws where it does not lie inside. Its
// gradient goes to the piece, and zeros to the rest.
Var narrow(const Var& x, int axis, std::size_t begin, std::size_t length);

}  // namespace tapestry

// concatenate, and its undoing, narrow: each is the other's pullback. stack and split are made of
// them.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// The parts one after the other along an axis; all their other axes must be equal. Throws for no
// parts. Each part's gradient is its own piece of the gradient.
Var concatenate(const std::vector<Var>& parts, int axis);

// The piece [begin, begin + length) along an axis; throws where it does not lie inside. Its
// gradient goes to the piece, and zeros to the rest.
Var narrow(const Var& x, int axis, std::size_t begin, std::size_t length);

// The parts, all of one shape, one beside the other along a new axis, whose size is their number:
// three parts [4 x 5] at axis 1 -> [4 x 3 x 5]. The axis counts in the result's shape. Throws for
// no parts and for unequal shapes.
Var stack(const std::vector<Var>& parts, int axis = 0);

// The pieces of these lengths, one after the other along an axis; throws unless the lengths add up
// to the axis's size. Undone by concatenate.
std::vector<Var> split(const Var& x, int axis, const std::vector<std::size_t>& lengths);

// The same with `parts` pieces of one length; throws unless the axis's size is a multiple of it.
std::vector<Var> split_equally(const Var& x, int axis, std::size_t parts);

}  // namespace tapestry

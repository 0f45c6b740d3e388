// Single elements by their places: picking them, and adding to them. For the ops above it that
// choose among elements, such as max_pool2d.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// Places of elements in a tensor, counted in row-major order from 0; shared by the pullbacks that
// keep them.
using PlaceList = std::vector<std::uint32_t, PoolAllocator<std::uint32_t>>;
using Places = std::shared_ptr<const PlaceList>;

// scatter_elements ADDS: element i of x is added to element places[i] of zeros, so that where
// places repeat, the sum stays. It is max_pool2d's pullback. take_elements undoes it: element i of
// the result is x's element places[i]. Each is the other's pullback; the result has the given
// shape. Throw for no list (a null pointer), where there is not one place for each element of the
// smaller tensor, and where a place lies outside of the larger one.
Var take_elements(const Var& x, const Places& places, const Shape& shape);
Var scatter_elements(const Var& x, const Places& places, const Shape& shape);

}  // namespace tapestry

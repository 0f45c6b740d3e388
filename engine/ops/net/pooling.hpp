// Pooling: one number for each window of an image, each channel by itself.
//
//   x [batch x channels x height x width] -> [batch x channels x rows x columns]
// Windows are kernel x kernel, and `stride` apart (the kernel's size, unless given: they do not
// overlap). rows = (height - kernel) / stride + 1, rounded down, and columns likewise: where the
// stride leaves a remainder, the last pixels are in no window and have no effect.
// All throw where x has not four axes, for a kernel or a stride of 0, and for a kernel that is
// larger than the image.
#pragma once

#include <memory>
#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// The largest number of each window. Its gradient goes to that pixel; where several are equally
// large, to the first in row-major order (a subgradient: max has a kink there). A NaN wins.
Var max_pool2d(const Var& x, std::size_t kernel);
Var max_pool2d(const Var& x, std::size_t kernel, std::size_t stride);

// The mean of each window: each of its pixels gets g / kernel^2.
Var mean_pool2d(const Var& x, std::size_t kernel);
Var mean_pool2d(const Var& x, std::size_t kernel, std::size_t stride);

// mean_pool2d's pullback; `images` is the shape of its x. Its own pullback is mean_pool2d.
Var mean_pool2d_gradient(const Var& g, const Shape& images, std::size_t kernel, std::size_t stride);

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

// Pooling: one number for each window of an image, each channel by itself.
//
//   x [batch x channels x height x width] -> [batch x channels x rows x columns]
// Windows are kernel x kernel, and `stride` apart (the kernel's size, unless given: they do not
// overlap). rows = (height - kernel) / stride + 1, rounded down, and columns likewise: where the
// stride leaves a remainder, the last pixels are in no window and have no effect.
// All throw where x has not four axes, for a kernel or a stride of 0, and for a kernel that is
// larger than the image.
#pragma once

#include <cstddef>

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

}  // namespace tapestry

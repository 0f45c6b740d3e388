// Looking for NaN and infinity in a tensor.
#pragma once

#include <string>

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

// The place in row-major order of the first NaN or infinity; x.size() where there is none.
std::size_t first_not_finite(const Tensor& x);

// "element [2, 0] is nan", of the first one. There must be one.
std::string element_not_finite(const Tensor& x);

// "from -1.5 to 2", or "all 3"; "empty" where there is no element, and element_not_finite's text
// where one is NaN or infinite, since no range would tell of it.
std::string range_of(const Tensor& x);

}  // namespace tapestry::kernels

// Sums, means and extremes over axes of tensors, which the ops share.
#pragma once

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

// The sum of n elements that stand `step` apart, in double from the first on. In four partial sums,
// so that an addition need not wait for the one before it.
inline double sum_in_double(const Scalar* x, std::size_t n, std::size_t step = 1) {
  double partial[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t k = 0; k < 4; ++k) partial[k] += x[(i + k) * step];
  for (; i < n; ++i) partial[0] += x[i * step];
  return (partial[0] + partial[1]) + (partial[2] + partial[3]);
}

// The sum over one axis, which stays with size 1; float sums are exact enough for any length (they
// are added up in blocks, and the blocks in double).
Tensor sum_over(const Tensor& x, std::size_t axis);

// The sum over all axes that have size 1 in `kept`, a shape of as many axes.
Tensor sum_over_axes(const Tensor& x, const Shape& kept);

// The mean over all axes that have size 1 in `kept`. In float, sums are divided in double before
// they are rounded: the mean of ones is 1, and does not overflow.
Tensor mean_over_axes(const Tensor& x, const Shape& kept);

// The largest element over one axis, which stays with size 1. The axis must not be empty.
Tensor max_over(const Tensor& x, std::size_t axis);

// The smallest element over one axis, which stays with size 1. The axis must not be empty.
Tensor min_over(const Tensor& x, std::size_t axis);

}  // namespace tapestry::kernels

// Sums, means and extremes over axes of tensors, which the ops share.
#pragma once

#include <vector>

#include "engine/array/loops.hpp"
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

// Calls f(element, group) for each element of a tensor of this shape, in row-major order: both are
// places in memory, the group's in a tensor of the shape `kept`.
template <class F>
void for_each_in_groups(const Shape& shape, const Shape& kept, F f) {
  const std::size_t n = size_of(shape), last = shape.empty() ? 0 : shape.size() - 1;
  const std::size_t row = shape.empty() ? 1 : shape.back();
  const auto step = broadcast_strides(kept, shape);
  const std::size_t last_step = step.empty() ? 0 : step.back();
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t done = 0; done < n; done += row) {
    std::size_t group = 0;
    for (std::size_t k = 0; k < last; ++k) group += index[k] * step[k];
    for (std::size_t i = 0; i < row; ++i) f(done + i, group + i * last_step);
    for (std::size_t k = last; k-- > 0 && ++index[k] == shape[k];) index[k] = 0;
  }
}

// The sum over one axis, which stays with size 1; float sums are exact enough for any length (they
// are added up in blocks, and the blocks in double), and finite where the sum is.
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

// Loops over the elements of tensors, which the ops share.
//
// They are plain loops over row-major memory, which the compiler vectorises: on small tensors they
// beat xtensor's expressions, whose set-up costs more than the arithmetic, and its broadcasting is
// many times slower than a loop with the strides in hand (tests/bench).
#pragma once

#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

// f of each element. [shape] -> [shape]
template <class F>
Tensor map(const Tensor& x, F f) {
  Tensor out = uninitialised(x.shape());
  const Scalar* in = x.data();
  Scalar* to = out.data();
  for (std::size_t i = 0, n = out.size(); i < n; ++i) to[i] = f(in[i]);
  return out;
}

// How to step through an operand that is broadcast to a larger shape: for each axis of the larger
// shape, the distance in memory to the next element along it, 0 where the operand is repeated.
std::vector<std::size_t> broadcast_strides(const Shape& operand, const Shape& to);

// A tensor seen as [outer x length x inner] around one axis.
struct AroundAxis {
  std::size_t outer = 1, length = 1, inner = 1;
};
AroundAxis around_axis(const Shape& shape, std::size_t axis);

// The shape with another size of one axis.
Shape with_length(Shape shape, std::size_t axis, std::size_t length);

// f of each pair of elements, a and b broadcast together to `shape` (broadcast_shape's answer).
// Throws where one of them does not fit.
template <class F>
Tensor zip(const Tensor& a, const Tensor& b, const Shape& shape, F f) {
  Tensor out = uninitialised(shape);
  const Scalar *x = a.data(), *y = b.data();
  Scalar* to = out.data();
  const std::size_t n = out.size();
  if (a.size() == n && b.size() == n) {
    // Equal sizes are not enough: [3 x 4] and [4 x 3] do not fit. This throws where they do not.
    if (a.shape() != shape) broadcast_strides(a.shape(), shape);
    if (b.shape() != shape) broadcast_strides(b.shape(), shape);
    for (std::size_t i = 0; i < n; ++i) to[i] = f(x[i], y[i]);
  } else if (a.size() == n && b.size() == 1 && b.dimension() <= shape.size()) {
    if (a.shape() != shape) broadcast_strides(a.shape(), shape);
    for (std::size_t i = 0; i < n; ++i) to[i] = f(x[i], *y);
  } else if (a.size() == 1 && b.size() == n && a.dimension() <= shape.size()) {
    if (b.shape() != shape) broadcast_strides(b.shape(), shape);
    for (std::size_t i = 0; i < n; ++i) to[i] = f(*x, y[i]);
  } else if (n > 0) {
    // Row by row: along the last axis each operand either moves by 1 or stands still.
    const auto step_a = broadcast_strides(a.shape(), shape);
    const auto step_b = broadcast_strides(b.shape(), shape);
    const std::size_t row = shape.back(), last = shape.size() - 1;
    const bool moves_a = step_a[last] != 0, moves_b = step_b[last] != 0;
    std::vector<std::size_t> index(shape.size(), 0);
    for (std::size_t done = 0; done < n; done += row) {
      std::size_t at_a = 0, at_b = 0;
      for (std::size_t k = 0; k < last; ++k) {
        at_a += index[k] * step_a[k];
        at_b += index[k] * step_b[k];
      }
      const Scalar *row_a = x + at_a, *row_b = y + at_b;
      Scalar* row_to = to + done;
      if (moves_a && moves_b)
        for (std::size_t i = 0; i < row; ++i) row_to[i] = f(row_a[i], row_b[i]);
      else if (moves_a)
        for (std::size_t i = 0; i < row; ++i) row_to[i] = f(row_a[i], *row_b);
      else
        for (std::size_t i = 0; i < row; ++i) row_to[i] = f(*row_a, row_b[i * moves_b]);
      for (std::size_t k = last; k-- > 0 && ++index[k] == shape[k];) index[k] = 0;
    }
  }
  return out;
}

// to += x; throws unless both have the same shape.
void add_in_place(Tensor& to, const Tensor& x);

// The same elements in another shape of the same size.
Tensor reshaped(Tensor x, const Shape& shape);

// x [rows x columns] -> [columns x rows]
Tensor transposed(const Tensor& x);

}  // namespace tapestry::kernels

#include "engine/array/loops.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace tapestry::kernels {

std::vector<std::size_t> broadcast_strides(const Shape& operand, const Shape& to) {
  bool fits = operand.size() <= to.size();
  for (std::size_t back = 1; fits && back <= operand.size(); ++back) {
    const std::size_t n = operand[operand.size() - back];
    fits = n == 1 || n == to[to.size() - back];
  }
  if (!fits)
    base::fail("zip: an operand ", to_string(operand), " cannot be repeated to fill ",
               to_string(to), ": give zip the shape that broadcast_shape makes of both operands.");
  std::vector<std::size_t> strides(to.size(), 0);
  std::size_t stride = 1;
  for (std::size_t k = operand.size(), j = to.size(); k-- > 0;) {
    --j;
    if (operand[k] != 1) strides[j] = stride;
    stride *= operand[k];
  }
  return strides;
}

AroundAxis around_axis(const Shape& shape, std::size_t axis) {
  AroundAxis around;
  for (std::size_t k = 0; k < axis; ++k) around.outer *= shape[k];
  around.length = shape[axis];
  for (std::size_t k = axis + 1; k < shape.size(); ++k) around.inner *= shape[k];
  return around;
}

Shape with_length(Shape shape, std::size_t axis, std::size_t length) {
  shape[axis] = length;
  return shape;
}

void add_in_place(Tensor& to, const Tensor& x) {
  if (to.shape() != x.shape())
    base::fail("add_in_place: ", to_string(to.shape()), " += ", to_string(x.shape()),
               ": both must have the same shape: sum_to makes a gradient fit its parameter.");
  Scalar* a = to.data();
  const Scalar* b = x.data();
  for (std::size_t i = 0, n = to.size(); i < n; ++i) a[i] += b[i];
}

Tensor reshaped(Tensor x, const Shape& shape) {
  x.reshape(shape);
  return x;
}

Tensor transposed(const Tensor& x) {
  // In tiles, so that both the rows read and the rows written stay in the cache.
  constexpr std::size_t kTile = 16;
  const std::size_t rows = x.shape()[0], columns = x.shape()[1];
  Tensor out = uninitialised({columns, rows});
  const Scalar* from = x.data();
  Scalar* to = out.data();
  for (std::size_t i0 = 0; i0 < rows; i0 += kTile)
    for (std::size_t j0 = 0; j0 < columns; j0 += kTile)
      for (std::size_t i = i0; i < std::min(i0 + kTile, rows); ++i)
        for (std::size_t j = j0; j < std::min(j0 + kTile, columns); ++j)
          to[j * rows + i] = from[i * columns + j];
  return out;
}

}  // namespace tapestry::kernels

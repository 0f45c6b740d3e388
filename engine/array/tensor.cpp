#include "engine/array/tensor.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace tapestry {

std::size_t size_of(const Shape& shape) {
  constexpr std::size_t kMost = kMostBytes / sizeof(Scalar);
  std::size_t size = 1;
  bool empty = false;
  for (std::size_t n : shape) {
    empty = empty || n == 0;
    // Not a division, which every new tensor would wait for.
    if (n != 0 && (__builtin_mul_overflow(size, n, &size) || size > kMost))
      base::fail(
          "tensor: the shape ", to_string(shape),
          " has more elements than memory can hold: one of its sizes has come out wrong, or the "
          "work must be split.");
  }
  return empty ? 0 : size;
}

std::string to_string(const Shape& shape) {
  if (shape.empty()) return "[scalar]";
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) out += (i ? " x " : "") + std::to_string(shape[i]);
  return out + "]";
}

Tensor uninitialised(const Shape& shape) {
  size_of(shape);  // for its check
  return Tensor::from_shape(shape);
}

Tensor zeros(const Shape& shape) { return full(shape, 0); }

Tensor full(const Shape& shape, Scalar value) {
  Tensor out = uninitialised(shape);
  std::fill(out.storage().begin(), out.storage().end(), value);
  return out;
}

Tensor zeros_like(const Tensor& x) { return full(x.shape(), 0); }
Tensor ones_like(const Tensor& x) { return full(x.shape(), 1); }

Tensor tensor(const Shape& shape, const std::vector<Scalar>& elements) {
  if (elements.size() != size_of(shape))
    base::fail("tensor: the shape ", to_string(shape), " holds ", size_of(shape), " elements, but ",
               elements.size(), " were given: give exactly as many as the product of the sizes.");
  Tensor out = uninitialised(shape);
  std::copy(elements.begin(), elements.end(), out.storage().begin());
  return out;
}

}  // namespace tapestry

#include "engine/array/tensor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <sstream>

#include "engine/base/counted.hpp"
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

namespace {

// Nested brackets around the elements from `at` on, of the axes from `axis` on.
struct Brackets {
  const Tensor& x;
  bool outlined;
  const std::vector<std::string>& numbers;  // beside each shown element, in their order
  std::size_t width;                        // of the widest number
  std::ostream& out;
  std::size_t next = 0;

  void write(std::size_t axis) {
    if (axis == x.dimension()) {
      out << std::string(width - numbers[next].size(), ' ') << numbers[next];
      ++next;
      return;
    }
    const std::size_t n = x.shape()[axis];
    const bool last = axis + 1 == x.dimension(), cut = outlined && n > 2 * kShown;
    out << '[';
    for (std::size_t i = 0; i < n; ++i) {
      if (i > 0) out << (last ? ", " : ",\n" + std::string(axis + 1, ' '));
      if (cut && i == kShown) {
        out << (last ? "..., " : "...,\n" + std::string(axis + 1, ' '));
        i = n - kShown;
      }
      write(axis + 1);
    }
    out << ']';
  }

  static constexpr std::size_t kShown = 3;  // along an axis, at each end
};

// The offsets of the elements that an outline shows, or of all.
void shown_offsets(const Tensor& x, bool outlined, std::size_t axis, std::size_t at,
                   std::vector<std::size_t>& offsets) {
  if (axis == x.dimension()) {
    offsets.push_back(at);
    return;
  }
  const std::size_t n = x.shape()[axis];
  for (std::size_t i = 0; i < n; ++i) {
    if (outlined && n > 2 * Brackets::kShown && i == Brackets::kShown) i = n - Brackets::kShown;
    shown_offsets(x, outlined, axis + 1, at * n + i, offsets);
  }
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  constexpr std::size_t kMostShown = 1000;
  // Of an empty tensor, the brackets alone can be many.
  std::size_t brackets = 1;
  for (const std::size_t n : x.shape()) brackets *= std::max<std::size_t>(n, 1);
  const bool outlined = brackets > kMostShown;
  out.width(0);
  std::vector<std::size_t> offsets;
  shown_offsets(x, outlined, 0, 0, offsets);
  std::vector<std::string> numbers;
  std::size_t width = 0;
  for (const std::size_t offset : offsets) {
    std::ostringstream number;
    number.copyfmt(out);
    number.exceptions(std::ios::goodbit);
    if (std::isnan(x.data()[offset]))
      number << "nan";  // and not "-nan", which says nothing more
    else
      number << x.data()[offset];
    numbers.push_back(number.str());
    width = std::max(width, numbers.back().size());
  }
  Brackets{x, outlined, numbers, width, out}.write(0);
  if (outlined || x.size() == 0) out << "  " << to_string(x.shape());
  return out;
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

// xtensor fits one operand after the other to the shape so far, from the last axis on, where axes
// that no operand has had yet have the largest size there is.
void kernels::refuse_broadcast(const Shape& so_far, const Shape& operand) {
  constexpr std::size_t kNoneYet = std::numeric_limits<std::size_t>::max();
  Shape known;
  for (const std::size_t n : so_far)
    if (n != kNoneYet) known.push_back(n);
  base::fail(
      "tensor: an operand ", to_string(operand), " does not fit element by element to ",
      to_string(known),
      ", which is what stands before it (its axes of size 1 filled up): along each axis, "
      "counted from the last, the sizes must be equal or one of them 1: reshape one of them.");
}

void kernels::check_index(const std::ptrdiff_t* indices, std::size_t count, const Shape& shape) {
  if (count != shape.size())
    base::fail("tensor: ", base::counted(count, "index", "indices"), " for a tensor ",
               to_string(shape), ": give one index an axis.");
  for (std::size_t axis = 0; axis < count; ++axis) {
    const std::ptrdiff_t index = indices[axis];
    const auto size = static_cast<std::ptrdiff_t>(shape[axis]);
    if (index >= 0 && index < size) continue;
    base::fail("tensor: index ", index, " on axis ", axis, " of a tensor ", to_string(shape),
               size == 0 ? ", which is empty: there is no element to name."
                         : base::text(": it must lie in 0 to ", size - 1,
                                      ": count from 0, and give one index an axis."));
  }
}

}  // namespace tapestry

#include "engine/core/broadcast.hpp"

#include <algorithm>

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {

Shape kernels::common_shape(const Shape& a, const Shape& b) {
  Shape shape = a.size() >= b.size() ? a : b;
  for (std::size_t back = 1; back <= std::min(a.size(), b.size()); ++back) {
    const std::size_t n = a[a.size() - back];
    shape[shape.size() - back] = n == 1 ? b[b.size() - back] : n;
  }
  return shape;
}

Shape broadcast_shape(const char* op, const Var& a, const Var& b) {
  if (a.shape() == b.shape() || b.rank() == 0) return a.shape();
  if (a.rank() == 0) return b.shape();
  for (std::size_t back = 1; back <= std::min(a.rank(), b.rank()); ++back) {
    const std::size_t n = a.shape()[a.rank() - back], m = b.shape()[b.rank() - back];
    if (n != m && n != 1 && m != 1)
      base::fail(op, ": ", describe(a), " and ", describe(b), ": axis -", back, " has sizes ", n,
                 " and ", m,
                 ", which must be equal or one of them 1: reshape or transpose one operand so that "
                 "matching axes stand under each other, or keep a reduced axis with Axis::keep.");
  }
  return kernels::common_shape(a.shape(), b.shape());
}

bool broadcasts_to(const Shape& from, const Shape& to) {
  if (from.size() > to.size()) return false;
  for (std::size_t back = 1; back <= from.size(); ++back) {
    const std::size_t n = from[from.size() - back];
    if (n != 1 && n != to[to.size() - back]) return false;
  }
  return true;
}

Var broadcast_to(const Var& x, const Shape& shape) {
  if (!broadcasts_to(x.shape(), shape))
    base::fail(
        "broadcast_to: ", describe(x), " cannot be repeated to fill ", to_string(shape),
        ": from the last axis backwards each size must be 1 or equal: reshape it first, with size "
        "1 where it is to be repeated.");
  const Shape from = x.shape();
  const Tensor nothing = zeros({});
  return record("broadcast_to",
                kernels::zip(x.value(), nothing, shape, [](Scalar v, Scalar) { return v; }),
                {{x, [from](const Var& g, const Var&) { return sum_to(g, from); }}});
}

Var sum_to(const Var& x, const Shape& shape) {
  if (!broadcasts_to(shape, x.shape()))
    base::fail("sum_to: ", describe(x), " cannot be summed to ", to_string(shape),
               ": that shape must be one that broadcasts to it: give the summed axes size 1.");
  Shape kept = x.shape();  // with size 1 wherever `shape` would have been repeated
  const std::size_t missing = x.rank() - shape.size();
  for (std::size_t axis = 0; axis < x.rank(); ++axis)
    if (axis < missing || shape[axis - missing] == 1) kept[axis] = 1;
  Tensor sum = kernels::sum_over_axes(x.value(), kept);
  const Shape from = x.shape();
  return record("sum_to", kernels::reshaped(std::move(sum), shape),
                {{x, [from](const Var& g, const Var&) { return broadcast_to(g, from); }}});
}

}  // namespace tapestry

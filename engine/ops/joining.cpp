#include "engine/ops/joining.hpp"

#include <algorithm>

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/axes.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

Shape with_length(Shape shape, std::size_t axis, std::size_t length) {
  shape[axis] = length;
  return shape;
}

// Copies `length` steps along an axis, from step `from_begin` of x to step `to_begin` of `to`.
void copy_piece(const Tensor& x, std::size_t from_begin, Tensor& to, std::size_t to_begin,
                std::size_t axis, std::size_t length) {
  const AroundAxis from = around_axis(x.shape(), axis), into = around_axis(to.shape(), axis);
  for (std::size_t o = 0; o < from.outer; ++o) {
    const Scalar* source = x.data() + (o * from.length + from_begin) * from.inner;
    std::copy(source, source + length * from.inner,
              to.data() + (o * into.length + to_begin) * into.inner);
  }
}

}  // namespace

Var concatenate(const std::vector<Var>& parts, int axis) {
  if (parts.empty()) fail("concatenate: no parts were given, but at least one is needed.");
  const std::size_t along = resolve_axis("concatenate", parts[0], axis);
  std::size_t length = 0;
  for (const Var& part : parts) {
    if (part.rank() != parts[0].rank() ||
        with_length(part.shape(), along, 1) != with_length(parts[0].shape(), along, 1))
      fail("concatenate: ", describe(parts[0]), " and ", describe(part), " along axis ", axis,
           ": all other axes must be equal.");
    length += part.shape()[along];
  }
  Tensor out = Tensor::from_shape(with_length(parts[0].shape(), along, length));
  std::vector<Edge> edges;
  std::size_t begin = 0;
  for (const Var& part : parts) {
    const std::size_t own = part.shape()[along];
    copy_piece(part.value(), 0, out, begin, along, own);
    edges.push_back({part, [=](const Var& g, const Var&) { return narrow(g, axis, begin, own); }});
    begin += own;
  }
  return record("concatenate", std::move(out), edges);
}

Var narrow(const Var& x, int axis, std::size_t begin, std::size_t length) {
  const std::size_t along = resolve_axis("narrow", x, axis), whole = x.shape()[along];
  if (begin > whole || length > whole - begin)
    fail("narrow: ", length, " steps from ", begin, " on axis ", axis, " were asked of ",
         describe(x), ", but that axis ends at ", whole, ".");
  Tensor out = Tensor::from_shape(with_length(x.shape(), along, length));
  copy_piece(x.value(), begin, out, 0, along, length);
  const auto zeros_of = [=, shape = x.shape()](std::size_t steps) {
    return Var::constant(zeros(with_length(shape, along, steps)));
  };
  return record(
      "narrow", std::move(out),
      {{x, [=](const Var& g, const Var&) {
          return concatenate({zeros_of(begin), g, zeros_of(whole - begin - length)}, axis);
        }}});
}

}  // namespace tapestry

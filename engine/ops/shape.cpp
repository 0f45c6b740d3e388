#include "engine/ops/shape.hpp"

#include "engine/counted.hpp"
#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/axes.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var reshape(const Var& x, const Shape& shape) {
  if (size_of(shape) != x.size())
    fail("reshape: ", describe(x), " holds ", counted(x.size(), "element", "elements"), ", but ",
         to_string(shape), " holds ", size_of(shape), ": a new shape must hold as many.");
  if (x.shape() == shape) return x;
  const Shape from = x.shape();
  return record("reshape", reshaped(x.value(), shape),
                {{x, [from](const Var& g, const Var&) { return reshape(g, from); }}});
}

Var flatten(const Var& x, int first_axis) {
  const std::size_t first = resolve_axis("flatten", x, first_axis);
  const AroundAxis around = around_axis(x.shape(), first);
  std::vector<std::size_t> sizes(x.shape().begin(),
                                 x.shape().begin() + static_cast<std::ptrdiff_t>(first));
  sizes.push_back(around.length * around.inner);
  return reshape(x, Shape(sizes.begin(), sizes.end()));
}

Var transpose(const Var& x) {
  if (x.rank() != 2)
    fail("transpose: ", describe(x), " has ", counted(x.rank(), "axis", "axes"),
         ", but a transpose exchanges the two axes of a matrix: reshape it to two axes first.");
  return record("transpose", transposed(x.value()),
                {{x, [](const Var& g, const Var&) { return transpose(g); }}});
}

}  // namespace tapestry

#include "engine/ops/shape/reshape.hpp"

#include "engine/array/loops.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/reduce/axes.hpp"

namespace tapestry {

Var reshape(const Var& x, const Shape& shape) {
  if (size_of(shape) != x.size())
    base::fail("reshape: ", describe(x), " holds ", base::counted(x.size(), "element", "elements"),
               ", but ", to_string(shape), " holds ", size_of(shape),
               ": a new shape must hold as many.");
  const Shape from = x.shape();
  return record("reshape", kernels::reshaped(x.value(), shape),
                {{x, [from](const Var& g, const Var&) { return reshape(g, from); }}});
}

Var kernels::in_shape(const Var& x, const Shape& shape) {
  return x.shape() == shape ? x : reshape(x, shape);
}

Var flatten(const Var& x, int first_axis) {
  const std::size_t first = kernels::resolve_axis("flatten", x, first_axis);
  const kernels::AroundAxis around = kernels::around_axis(x.shape(), first);
  std::vector<std::size_t> sizes(x.shape().begin(),
                                 x.shape().begin() + static_cast<std::ptrdiff_t>(first));
  sizes.push_back(around.length * around.inner);
  return reshape(x, Shape(sizes.begin(), sizes.end()));
}

Var transpose(const Var& x) {
  if (x.rank() != 2)
    base::fail(
        "transpose: ", describe(x), " has ", base::counted(x.rank(), "axis", "axes"),
        ", but a transpose exchanges the two axes of a matrix: reshape it to two axes first.");
  return record("transpose", kernels::transposed(x.value()),
                {{x, [](const Var& g, const Var&) { return transpose(g); }}});
}

}  // namespace tapestry

#include "engine/ops/shape.hpp"

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var reshape(const Var& x, const Shape& shape) {
  if (size_of(shape) != x.size())
    fail("reshape: ", describe(x), " holds ", x.size(), " elements, but ", to_string(shape),
         " holds ", size_of(shape), ": a new shape must hold as many.");
  if (x.shape() == shape) return x;
  const Shape from = x.shape();
  return record("reshape", reshaped(x.value(), shape),
                {{x, [from](const Var& g, const Var&) { return reshape(g, from); }}});
}

Var transpose(const Var& x) {
  if (x.rank() != 2)
    fail(
        "transpose: ", describe(x), " has ", x.rank(),
        " axes, but a transpose exchanges the two axes of a matrix: reshape it to two axes first.");
  return record("transpose", transposed(x.value()),
                {{x, [](const Var& g, const Var&) { return transpose(g); }}});
}

}  // namespace tapestry

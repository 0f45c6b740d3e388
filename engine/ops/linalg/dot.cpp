#include "engine/ops/linalg/dot.hpp"

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/symmetric.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {

Var outer(const Var& a, const Var& b) {
  if (a.rank() != 1 || b.rank() != 1)
    base::fail("outer: ", describe(a), " and ", describe(b),
               ": both must be vectors, which have one axis: reshape them first.");
  return reshape(a, {a.size(), 1}) * reshape(b, {1, b.size()});
}

Var dot(const Var& a, const Var& b) {
  if (a.rank() != 1 || b.rank() != 1 || a.size() != b.size())
    base::fail(
        "dot: ", describe(a), " and ", describe(b),
        ": both must be vectors, which have one axis, of the same size: reshape matrices first.");
  return sum(a * b);
}

Var trace(const Var& a) {
  kernels::check_square("trace", a);
  const std::size_t n = a.shape()[0];
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += a.value().data()[i * (n + 1)];
  return record("trace", full({}, static_cast<Scalar>(total)),
                {{a, [n](const Var& g, const Var&) { return g * identity_matrix(n); }}});
}

}  // namespace tapestry

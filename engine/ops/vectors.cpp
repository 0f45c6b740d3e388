#include "engine/ops/vectors.hpp"

#include "engine/error.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/sums.hpp"
#include "engine/ops/symmetric.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var outer(const Var& a, const Var& b) {
  if (a.rank() != 1 || b.rank() != 1)
    fail("outer: ", describe(a), " and ", describe(b),
         ": both must be vectors, which have one axis: reshape them first.");
  return reshape(a, {a.size(), 1}) * reshape(b, {1, b.size()});
}

Var dot(const Var& a, const Var& b) {
  if (a.rank() != 1 || b.rank() != 1 || a.size() != b.size())
    fail("dot: ", describe(a), " and ", describe(b),
         ": both must be vectors, which have one axis, of the same size: reshape matrices first.");
  return sum(a * b);
}

Var trace(const Var& a) {
  check_square("trace", a);
  const std::size_t n = a.shape()[0];
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += a.value().data()[i * (n + 1)];
  return record("trace", full({}, static_cast<Scalar>(total)),
                {{a, [n](const Var& g, const Var&) { return g * identity_matrix(n); }}});
}

}  // namespace tapestry

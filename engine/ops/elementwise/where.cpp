#include "engine/ops/elementwise/where.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {
namespace {

// x repeated to fill `shape`: x itself where it does already, else made in `storage`.
const Tensor& filled(const Tensor& x, const Shape& shape, Tensor& storage) {
  if (x.shape() == shape) return x;
  storage = x.size() == 1 ? full(shape, x.data()[0])
                          : kernels::zip(x, zeros({}), shape, [](Scalar v, Scalar) { return v; });
  return storage;
}

}  // namespace

Var kernels::choose(const Var& condition, const Var& a, const Var& b) {
  broadcast_shape("where", condition, a);
  broadcast_shape("where", condition, b);
  const Shape shape = kernels::common_shape(broadcast_shape("where", a, b), condition.shape());
  // The condition and a are read where they are, unless they have to be repeated; b is overwritten.
  Tensor repeated_condition, repeated_a, out;
  const Scalar* chosen = filled(condition.value(), shape, repeated_condition).data();
  const Scalar* from = filled(a.value(), shape, repeated_a).data();
  if (b.shape() == shape)
    out = b.value();
  else
    filled(b.value(), shape, out);
  Scalar* to = out.data();
  for (std::size_t i = 0, n = out.size(); i < n; ++i) {
    const Scalar yes = from[i], no = to[i];  // read in any case: only so can it be vectorised
    to[i] = chosen[i] != 0 ? yes : no;
  }
  return record(
      "where", std::move(out),
      {{a, [condition](const Var& g, const Var&) { return kernels::choose(condition, g, 0); }},
       {b, [condition](const Var& g, const Var&) { return kernels::choose(condition, 0, g); }}});
}

Var kernels::choose_checked(const Tensor& condition, const Var& a, const Var& b) {
  for (std::size_t i = 0; i < condition.size(); ++i)
    if (std::isnan(condition.data()[i]))
      base::fail("where: element ", i, " (in row-major order) of the condition ",
                 to_string(condition.shape()),
                 " is NaN: a condition must be 0 for no, and any other ", "number for yes.");
  return kernels::choose(Var::constant(condition).named("condition"), a, b);
}

Var kernels::weigh(const Var& g, const Var& weights) {
  if (g.shape() != weights.shape())
    base::fail("weigh: ", describe(g), " and weights ", to_string(weights.shape()),
               " must have the same shape.");
  const auto weighed = [](Scalar v, Scalar w) { return w == 0 ? Scalar{0} : v * w; };
  return record("weigh", kernels::zip(g.value(), weights.value(), g.shape(), weighed),
                {{g, [weights](const Var& h, const Var&) { return kernels::weigh(h, weights); }}});
}

}  // namespace tapestry

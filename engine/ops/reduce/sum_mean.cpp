#include "engine/ops/reduce/sum_mean.hpp"

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
Var sum(const Var& x) { return sum(x, kernels::all_axes(x)); }

Var sum(const Var& x, const Axes& axes, Axis reduced) {
  const Shape kept = kernels::kept_shape("sum", x, axes), from = x.shape();
  const Shape shape = reduced == Axis::keep ? kept : kernels::dropped_shape("sum", x, axes);
  return record("sum", kernels::reshaped(kernels::sum_over_axes(x.value(), kept), shape),
                {{x, [kept, from](const Var& g, const Var&) {
                    return broadcast_to(kernels::in_shape(g, kept), from);
                  }}});
}

Var mean(const Var& x) { return mean(x, kernels::all_axes(x)); }

Var mean(const Var& x, const Axes& axes, Axis reduced) {
  const Shape kept = kernels::kept_shape("mean", x, axes), from = x.shape();
  const Shape shape = reduced == Axis::keep ? kept : kernels::dropped_shape("mean", x, axes);
  if (x.size() == 0 && size_of(kept) > 0)
    base::fail(
        "mean: ", describe(x),
        " has no elements, and the mean of nothing is not defined: leave an empty batch out.");
  const Scalar share =
      x.size() == 0 ? 0 : static_cast<Scalar>(size_of(kept)) / static_cast<Scalar>(x.size());
  return record("mean", kernels::reshaped(kernels::mean_over_axes(x.value(), kept), shape),
                {{x, [kept, from, share](const Var& g, const Var&) {
                    return broadcast_to(kernels::in_shape(g * share, kept), from);
                  }}});
}

}  // namespace tapestry

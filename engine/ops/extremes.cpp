#include "engine/ops/extremes.hpp"

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/broadcast.hpp"
#include "engine/ops/shape.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

// 1 / (number of winners) at each winner, 0 elsewhere. x [shape], top [kept] -> [shape]
Tensor winners(const Tensor& x, const Tensor& top) {
  const Tensor is_top =
      zip(x, top, x.shape(), [](Scalar v, Scalar m) { return v == m ? Scalar{1} : Scalar{0}; });
  Tensor count = is_top;
  for (std::size_t axis = 0; axis < x.dimension(); ++axis)
    if (top.shape()[axis] != x.shape()[axis]) count = sum_over(count, axis);
  return zip(is_top, count, x.shape(), [](Scalar w, Scalar n) { return w / n; });
}

}  // namespace

Var max(const Var& x) { return max(x, all_axes(x)); }

Var max(const Var& x, const Axes& axes, Axis reduced) {
  const Shape kept = kept_shape("max", x, axes);
  const Shape shape = reduced == Axis::keep ? kept : dropped_shape("max", x, axes);
  if (x.size() == 0 && size_of(kept) > 0)
    fail("max: ", describe(x), " has no elements, and the largest of nothing is not defined.");
  Tensor top = x.value();
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (top.shape()[axis] != kept[axis]) top = max_over(top, axis);
  return record("max", reshaped(std::move(top), shape),
                {{x, [x, kept](const Var& g, const Var& y) {
                    const Tensor share = winners(x.value(), reshaped(y.value(), kept));
                    return broadcast_to(reshape(g, kept), x.shape()) * Var::constant(share);
                  }}});
}

}  // namespace tapestry

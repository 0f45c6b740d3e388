#include "engine/ops/net/softmax.hpp"

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/net/softmax_parts.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/permute.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

std::size_t axis_with_elements(const char* op, const Var& x, int axis) {
  const std::size_t along = kernels::resolve_axis(op, x, axis);
  if (x.shape()[along] == 0)
    base::fail(op, ": axis ", axis, " of ", describe(x),
               " is empty, and there is nothing to normalise: leave an empty batch out.");
  return along;
}

// softmax over all the axes that have size 1 in `kept`: they are moved to the end, made one, and
// brought back.
Var softmax_over(const Var& x, const Shape& kept) {
  Axes order, back(x.rank());
  Shape flat;
  for (std::size_t axis = 0; axis < x.rank(); ++axis)
    if (x.shape()[axis] == kept[axis]) {
      order.push_back(static_cast<int>(axis));
      flat.push_back(kept[axis]);
    }
  flat.push_back(x.size() / size_of(kept));
  for (std::size_t axis = 0; axis < x.rank(); ++axis)
    if (x.shape()[axis] != kept[axis]) order.push_back(static_cast<int>(axis));
  for (std::size_t k = 0; k < order.size(); ++k)
    back[static_cast<std::size_t>(order[k])] = static_cast<int>(k);
  const Var moved = permute(x, order);
  return permute(kernels::in_shape(softmax(kernels::in_shape(moved, flat)), moved.shape()), back);
}

}  // namespace

Var softmax(const Var& x, int axis) {
  const std::size_t along = axis_with_elements("softmax", x, axis);
  const kernels::SoftmaxParts parts = kernels::softmax_parts(x.value(), along);
  const Tensor total = kernels::sum_over(parts.exps, along);
  return record(
      "softmax",
      kernels::zip(parts.exps, total, x.shape(), [](Scalar e, Scalar s) { return e / s; }),
      {{x,
        [axis](const Var& g, const Var& y) { return y * (g - sum(g * y, {axis}, Axis::keep)); }}});
}

Var log_softmax(const Var& x, int axis) {
  const std::size_t along = axis_with_elements("log_softmax", x, axis);
  const auto minus = [](Scalar v, Scalar w) { return v - w; };
  const kernels::SoftmaxParts parts = kernels::softmax_parts(x.value(), along);
  const Tensor shifted = kernels::zip(x.value(), parts.top, x.shape(), minus);
  return record("log_softmax", kernels::zip(shifted, parts.log_sum, x.shape(), minus),
                {{x, [axis](const Var& g, const Var& y) {
                    return g - exp(y) * sum(g, {axis}, Axis::keep);
                  }}});
}

Var log_sum_exp(const Var& x, int axis, Axis reduced) {
  return log_sum_exp(x, Axes{axis}, reduced);
}

Var log_sum_exp(const Var& x, const Axes& axes, Axis reduced) {
  const Shape kept = kernels::kept_shape("log_sum_exp", x, axes);
  const Shape shape = reduced == Axis::keep ? kept : kernels::dropped_shape("log_sum_exp", x, axes);
  // One axis after the other: the logarithm of a sum of sums.
  Tensor value = x.value();
  for (int axis : axes) {
    const kernels::SoftmaxParts parts =
        kernels::softmax_parts(value, axis_with_elements("log_sum_exp", x, axis));
    value = kernels::zip(parts.top, parts.log_sum, parts.top.shape(),
                         [](Scalar m, Scalar s) { return m + s; });
  }
  return record("log_sum_exp", kernels::reshaped(std::move(value), shape),
                {{x, [x, axes, kept](const Var& g, const Var&) {
                    if (x.size() == 0) return x;  // nothing to send
                    return kernels::in_shape(g, kept) *
                           (axes.size() == 1 ? softmax(x, axes[0]) : softmax_over(x, kept));
                  }}});
}

}  // namespace tapestry

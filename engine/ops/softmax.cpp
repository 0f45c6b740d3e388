#include "engine/ops/softmax.hpp"

#include <cmath>

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/exponential.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/sums.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

std::size_t axis_with_elements(const char* op, const Var& x, int axis) {
  const std::size_t along = resolve_axis(op, x, axis);
  if (x.shape()[along] == 0)
    fail(op, ": axis ", axis, " of ", describe(x), " is empty, and there is nothing to normalise.");
  return along;
}

// x minus the maxima over the axes of size 1 in `kept`, as constants: p does not change by it, and
// the logarithms of sums on the way to p stay near 0, where they have all their digits.
Var below_top(const Var& x, const Shape& kept) {
  Tensor top = x.value();
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (top.shape()[axis] != kept[axis]) top = max_over(top, axis);
  return x - Var::constant(map(top, [](Scalar m) { return std::isinf(m) ? Scalar{0} : m; }));
}

}  // namespace

Var softmax(const Var& x, int axis) {
  const std::size_t along = axis_with_elements("softmax", x, axis);
  const SoftmaxParts parts = softmax_parts(x.value(), along);
  const Tensor total = sum_over(parts.exps, along);
  return record(
      "softmax", zip(parts.exps, total, x.shape(), [](Scalar e, Scalar s) { return e / s; }),
      {{x,
        [axis](const Var& g, const Var& y) { return y * (g - sum(g * y, {axis}, Axis::keep)); }}});
}

Var log_softmax(const Var& x, int axis) {
  const std::size_t along = axis_with_elements("log_softmax", x, axis);
  const auto minus = [](Scalar v, Scalar w) { return v - w; };
  const SoftmaxParts parts = softmax_parts(x.value(), along);
  const Tensor shifted = zip(x.value(), parts.top, x.shape(), minus);
  return record("log_softmax", zip(shifted, parts.log_sum, x.shape(), minus),
                {{x, [axis](const Var& g, const Var& y) {
                    return g - exp(y) * sum(g, {axis}, Axis::keep);
                  }}});
}

Var log_sum_exp(const Var& x, int axis, Axis reduced) {
  return log_sum_exp(x, Axes{axis}, reduced);
}

Var log_sum_exp(const Var& x, const Axes& axes, Axis reduced) {
  const Shape kept = kept_shape("log_sum_exp", x, axes);
  const Shape shape = reduced == Axis::keep ? kept : dropped_shape("log_sum_exp", x, axes);
  // One axis after the other: the logarithm of a sum of sums.
  Tensor value = x.value();
  for (int axis : axes) {
    const SoftmaxParts parts = softmax_parts(value, axis_with_elements("log_sum_exp", x, axis));
    value =
        zip(parts.top, parts.log_sum, parts.top.shape(), [](Scalar m, Scalar s) { return m + s; });
  }
  return record("log_sum_exp", reshaped(std::move(value), shape),
                {{x, [x, axes, kept](const Var& g, const Var&) {
                    // p of several axes is a product, as probabilities are: that of an element
                    // within its first axis, times that of this axis within the next.
                    Var gradient = reshape(g, kept);
                    Var rest = axes.size() > 1 ? below_top(x, kept) : x;
                    for (std::size_t k = 0; k < axes.size(); ++k) {
                      gradient = gradient * softmax(rest, axes[k]);
                      if (k + 1 < axes.size()) rest = log_sum_exp(rest, axes[k], Axis::keep);
                    }
                    return gradient;
                  }}});
}

}  // namespace tapestry

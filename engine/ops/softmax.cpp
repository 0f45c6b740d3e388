#include "engine/ops/softmax.hpp"

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
  const std::size_t along = axis_with_elements("log_sum_exp", x, axis);
  const Shape kept = kept_shape("log_sum_exp", x, {axis});
  const Shape shape = reduced == Axis::keep ? kept : dropped_shape("log_sum_exp", x, {axis});
  const SoftmaxParts parts = softmax_parts(x.value(), along);
  Tensor value = zip(parts.top, parts.log_sum, kept, [](Scalar m, Scalar s) { return m + s; });
  return record("log_sum_exp", reshaped(std::move(value), shape),
                {{x, [x, axis, kept](const Var& g, const Var&) {
                    return reshape(g, kept) * softmax(x, axis);
                  }}});
}

}  // namespace tapestry

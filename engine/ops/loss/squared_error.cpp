#include "engine/ops/loss/squared_error.hpp"

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry {
namespace {

Tensor squares(const Var& prediction, const Var& target) {
  return kernels::zip(prediction.value(), target.value(), prediction.shape(),
                      [](Scalar p, Scalar t) { return (p - t) * (p - t); });
}

Scalar total(const Tensor& x) {
  return kernels::sum_over(kernels::reshaped(x, {x.size()}), 0).data()[0];
}

}  // namespace

Var mean_squared_error(const Var& prediction, const Var& target) {
  kernels::check_same_shape("mean_squared_error", prediction, target);
  const Scalar n = static_cast<Scalar>(prediction.size());
  return record(
      "mean_squared_error",
      kernels::reshaped(
          kernels::mean_over_axes(squares(prediction, target), Shape(prediction.rank(), 1)), {}),
      {{prediction, [=](const Var& g, const Var&) { return (prediction - target) * (2 / n * g); }},
       {target, [=](const Var& g, const Var&) { return (target - prediction) * (2 / n * g); }}});
}

Var sum_of_squares(const Var& prediction, const Var& target) {
  kernels::check_same_shape("sum_of_squares", prediction, target);
  return record(
      "sum_of_squares", full({}, total(squares(prediction, target))),
      {{prediction, [=](const Var& g, const Var&) { return (prediction - target) * (2 * g); }},
       {target, [=](const Var& g, const Var&) { return (target - prediction) * (2 * g); }}});
}

Var squared_error(const Var& prediction, const Var& target, Reduction reduction) {
  if (reduction == Reduction::mean) return mean_squared_error(prediction, target);
  if (reduction == Reduction::sum) return sum_of_squares(prediction, target);
  kernels::check_same_shape("squared_error", prediction, target);
  return record(
      "squared_error", squares(prediction, target),
      {{prediction, [=](const Var& g, const Var&) { return (prediction - target) * (2 * g); }},
       {target, [=](const Var& g, const Var&) { return (target - prediction) * (2 * g); }}});
}

}  // namespace tapestry

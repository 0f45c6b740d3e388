#include "engine/ops/squared_error.hpp"

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var mean_squared_error(const Var& prediction, const Var& target) {
  if (prediction.shape() != target.shape() || prediction.size() == 0)
    fail("mean_squared_error: ", describe(prediction), " against ", describe(target),
         ": both must have the same shape, with at least one element.");
  const Tensor squares = zip(prediction.value(), target.value(), prediction.shape(),
                             [](Scalar p, Scalar t) { return (p - t) * (p - t); });
  const Scalar n = static_cast<Scalar>(prediction.size());
  const Tensor total = sum_over(reshaped(squares, {squares.size()}), 0);
  return record(
      "mean_squared_error", full({}, total.data()[0] / n),
      {{prediction, [=](const Var& g, const Var&) { return (prediction - target) * (2 / n * g); }},
       {target, [=](const Var& g, const Var&) { return (target - prediction) * (2 / n * g); }}});
}

}  // namespace tapestry

#include "engine/ops/loss/reduction.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

namespace tapestry {

Var kernels::reduced(const Var& losses, Reduction reduction) {
  if (reduction == Reduction::mean) return mean(losses);
  if (reduction == Reduction::sum) return sum(losses);
  return losses;
}

void kernels::check_same_shape(const char* op, const Var& prediction, const Var& target) {
  if (prediction.shape() == target.shape() && prediction.size() > 0) return;
  base::fail(op, ": ", describe(prediction), " against ", describe(target),
             ": both must have the same shape, with at least one element; ",
             prediction.shape() == target.shape() ? "leave an empty batch out."
             : prediction.size() == target.size() ? "reshape one to the other's shape."
                                                  : "give one target a prediction.");
}

}  // namespace tapestry

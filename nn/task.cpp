#include "nn/task.hpp"

#include "engine/ops/cross_entropy.hpp"
#include "engine/ops/squared_error.hpp"

namespace tapestry::nn {

Loss cross_entropy() {
  return {"softmax cross-entropy",
          [](const Var& logits, const Batch& batch) {
            return softmax_cross_entropy(logits, batch.labels);
          },
          true};
}

Loss squared_error() {
  return {"mean squared error",
          [](const Var& prediction, const Batch& batch) {
            return mean_squared_error(prediction, Var(batch.targets, "targets"));
          },
          false};
}

}  // namespace tapestry::nn

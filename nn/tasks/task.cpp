#include "nn/tasks/task.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "engine/ops/loss/squared_error.hpp"

namespace tapestry::nn {
namespace {

void check_labels(const Task& task, const Batch& batch, std::size_t rows) {
  if (batch.labels.size() != rows)
    base::fail("task '", task.name, "': a batch has ", rows, " rows and ", batch.labels.size(),
               " labels: give one label a row.");
  for (std::size_t i = 0; i < rows; ++i)
    if (batch.labels[i] < 0 || static_cast<std::size_t>(batch.labels[i]) >= task.outputs)
      base::fail("task '", task.name, "': label ", batch.labels[i], " of row ", i,
                 " is none of its ", task.outputs,
                 " classes, which are numbered from 0: look at the data, or give the task ",
                 "more outputs.");
}

}  // namespace

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
            if (batch.targets.dimension() == 0)
              base::fail(
                  "squared_error: the batch has no targets: set batch.targets, [batch x outputs].");
            return mean_squared_error(prediction, Var("targets", batch.targets));
          },
          false};
}

Var checked_loss(const Task& task, const Var& prediction, const Batch& batch) {
  if (!task.loss.of)
    base::fail("task '", task.name,
               "' has no loss function: give it one, such as cross_entropy().");
  const std::size_t rows = batch.inputs.dimension() == 0 ? 0 : batch.inputs.shape()[0];
  const Shape expected = {rows, task.outputs};
  if (prediction.shape() != expected)
    base::fail(
        "task '", task.name, "': the predictions are ", to_string(prediction.shape()),
        ", but must be ", to_string(expected),
        ", a row an example of the batch and a column an output of the task: mend the model's "
        "predict().");
  if (task.loss.classifies) check_labels(task, batch, rows);
  return task.loss.of(prediction, batch);
}

}  // namespace tapestry::nn

// What a task is: a name, the shape of its inputs, how many outputs it has, its loss, its metrics.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/core/var.hpp"
#include "nn/tasks/batch.hpp"
#include "nn/tasks/metric.hpp"

namespace tapestry::nn {

// A task's loss: predictions [batch x outputs] and the batch they were made for -> scalar.
struct Loss {
  std::string name;
  std::function<Var(const Var& prediction, const Batch& batch)> of;
  bool classifies;  // whether predictions are logits and the batch has labels
};

Loss cross_entropy();  // softmax cross-entropy in nats, the mean over the batch
Loss squared_error();  // mean squared error against batch.targets

struct Task {
  std::string name;
  Shape input_shape;    // of one example, such as {1, 28, 28}
  std::size_t outputs;  // classes, or numbers to predict
  Loss loss = cross_entropy();
  std::vector<Metric> metrics = {};  // that evaluate() computes beside the loss (nn/metrics)
};

// task.loss of predictions [batch x outputs], checked: a loss is the user's, and what fit and
// evaluate count of predictions and labels must not depend on its checks. Throws where the task has
// no loss, the predictions are not a row an example and a column an output, or, for a task that
// classifies, where there is not one label a row, or a label is not 0 .. outputs - 1.
Var checked_loss(const Task& task, const Var& prediction, const Batch& batch);

}  // namespace tapestry::nn

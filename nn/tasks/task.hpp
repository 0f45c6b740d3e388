// What a task is: a name, the shape of its inputs, how many outputs it has, its loss, its metrics.
#pragma once

#include <string>
#include <vector>

#include "engine/core/var.hpp"
#include "nn/tasks/batch.hpp"
#include "nn/tasks/loss.hpp"
#include "nn/tasks/losses.hpp"
#include "nn/tasks/metric.hpp"

namespace tapestry::nn {

struct Task {
  std::string name;
  Shape input_shape;    // of one example, such as {1, 28, 28}
  std::size_t outputs;  // classes, or numbers to predict
  Loss loss = cross_entropy();
  std::vector<Metric> metrics = {};  // that evaluate() computes beside the loss (nn/metrics)
};

// The three below throw where the task has no loss, and where the batch's answers are not what the
// task's loss is of: not one label a row, or a label that is neither 0 .. outputs - 1 nor kNoLabel;
// targets that are not a row an example and a column an output; a number that is infinite, or a
// probability outside [0, 1].

// How many answers a batch has for the task: rows with a label, or elements of batch.targets that
// are not NaN. A batch with none trains nothing: fit leaves the task out of that step.
std::size_t count_present(const Task& task, const Batch& batch);

// The rows with an answer, for targets at least one of the row's; ascending.
std::vector<std::size_t> answered_rows(const Task& task, const Batch& batch);

// task.loss of predictions [batch x outputs], checked: a loss is the user's, and what fit and
// evaluate count of predictions and labels must not depend on its checks. Throws also where
// the predictions are not a row an example and a column an output, and where no row has an answer.
Var checked_loss(const Task& task, const Var& prediction, const Batch& batch);

}  // namespace tapestry::nn

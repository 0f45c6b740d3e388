// Evaluation, task by task: loss, accuracy and confusion matrix on data that was not trained on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nn/files/archive.hpp"
#include "nn/tasks/multi_task_model.hpp"

namespace tapestry::nn {

// One pass over a data set: calls its argument with every batch, once. For an ImageSet:
//   [&](const auto& visit) { datasets::for_each_batch(set, 500, visit); }
using Pass = std::function<void(const std::function<void(const Batch&)>& visit)>;

struct MetricValue {
  std::string name;
  double value;

  void serialise(Archive& archive);
};

struct Score {
  std::string task;
  std::size_t examples = 0;  // those with an answer; for targets with at least one in the row
  double loss = 0;           // mean over the answers, in the loss's own unit

  // Classification only (otherwise 0 and empty). Row: the true class, column: the predicted one.
  double accuracy = 0;                              // share of the examples above, in [0, 1]
  std::vector<std::vector<std::size_t>> confusion;  // [classes x classes], counts of examples

  std::vector<MetricValue> metrics;  // one for each of the task's metrics, in its order

  void serialise(Archive& archive);
};

// Scores one task with its own head. Nothing is recorded. Throws for an unknown task, an empty
// function, a pass without answers, predictions or answers that do not fit the task, predictions
// that are not finite, two metrics of one name, and what a metric throws. Rows without an answer
// are left out; a task with metrics must have a row's answers whole, or none of them. For a task
// with metrics, the predictions of the whole pass are kept until its end.
Score evaluate(const MultiTaskModel& model, std::size_t task, const Pass& pass);

// All tasks, each on its own pass; throws unless there is one pass a task.
std::vector<Score> evaluate(const MultiTaskModel& model, const std::vector<Pass>& passes);

// The column of the largest element of each row; the first of equals. [batch x classes] -> [batch].
// Throws for a NaN.
std::vector<int> argmax_rows(const Tensor& logits);

}  // namespace tapestry::nn

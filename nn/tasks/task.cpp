#include "nn/tasks/task.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/ops/loss/cross_entropy.hpp"

namespace tapestry::nn {
namespace {

std::size_t examples_of(const Batch& batch) {
  return batch.inputs.dimension() == 0 ? 0 : batch.inputs.shape()[0];
}

void check_has_loss(const Task& task) {
  if (!task.loss.of)
    base::fail("task '", task.name,
               "' has no loss function: give it one, such as cross_entropy().");
}

void check_label_answers(const Task& task, const Batch& batch) {
  const std::size_t rows = examples_of(batch);
  if (batch.labels.size() != rows)
    base::fail("task '", task.name, "': a batch has ", rows, " rows and ", batch.labels.size(),
               " labels: give one label a row.");
  for (std::size_t i = 0; i < rows; ++i) {
    if (batch.labels[i] == kNoLabel) continue;
    if (batch.labels[i] < 0 || static_cast<std::size_t>(batch.labels[i]) >= task.outputs)
      base::fail("task '", task.name, "': label ", batch.labels[i], " of row ", i,
                 " is none of its ", task.outputs,
                 " classes, which are numbered from 0: look at the data, or give the task ",
                 "more outputs.");
  }
}

void check_target_answers(const Task& task, const Batch& batch) {
  const Shape expected = {examples_of(batch), task.outputs};
  if (batch.targets.dimension() == 0)
    base::fail("task '", task.name, "': a batch has no targets, which must be ",
               to_string(expected),
               ", a row an example and a column an output of the task: set batch.targets.");
  if (batch.targets.shape() != expected)
    base::fail("task '", task.name, "': the targets of a batch are ",
               to_string(batch.targets.shape()), ", but must be ", to_string(expected),
               ", a row an example and a column an output of the task: reshape them, or mend the "
               "source of the batches.");
  const bool probabilities = task.loss.answer == Answer::probabilities;
  for (std::size_t i = 0; i < batch.targets.size(); ++i) {
    const Scalar t = batch.targets.data()[i];
    if (std::isnan(t) || (probabilities ? t >= 0 && t <= 1 : std::isfinite(t))) continue;
    base::fail("task '", task.name, "': target ", t, " of row ", i / task.outputs, ", output ",
               i % task.outputs,
               probabilities ? " is no probability, which lies in 0 to 1"
                             : " is infinite, but must be a number",
               ": look at the data, and give NaN where there is no answer.");
  }
}

void check_answers_of(const Task& task, const Batch& batch) {
  check_has_loss(task);
  if (task.loss.answer == Answer::labels)
    check_label_answers(task, batch);
  else
    check_target_answers(task, batch);
}

// How many answers a row has, of answers that were checked.
std::size_t answers_in_row(const Task& task, const Batch& batch, std::size_t row) {
  if (task.loss.answer == Answer::labels) return batch.labels[row] != kNoLabel;
  std::size_t present = 0;
  for (std::size_t k = 0; k < task.outputs; ++k)
    present += !std::isnan(batch.targets.data()[row * task.outputs + k]);
  return present;
}

}  // namespace

std::size_t count_present(const Task& task, const Batch& batch) {
  check_answers_of(task, batch);
  std::size_t present = 0;
  for (std::size_t i = 0; i < examples_of(batch); ++i) present += answers_in_row(task, batch, i);
  return present;
}

std::vector<std::size_t> answered_rows(const Task& task, const Batch& batch) {
  check_answers_of(task, batch);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < examples_of(batch); ++i)
    if (answers_in_row(task, batch, i) > 0) rows.push_back(i);
  return rows;
}

Var checked_loss(const Task& task, const Var& prediction, const Batch& batch) {
  check_has_loss(task);
  const std::size_t rows = examples_of(batch);
  const Shape expected = {rows, task.outputs};
  if (prediction.shape() != expected)
    base::fail(
        "task '", task.name, "': the predictions are ", to_string(prediction.shape()),
        ", but must be ", to_string(expected),
        ", a row an example of the batch and a column an output of the task: mend the model's "
        "predict().");
  // A batch without rows is the loss's own error.
  if (count_present(task, batch) == 0 && rows > 0)
    base::fail("task '", task.name, "': none of the ", rows,
               " rows of a batch has an answer, and the mean of nothing is not defined: leave the "
               "batch out, as fit does.");
  return task.loss.of(prediction, batch);
}

}  // namespace tapestry::nn

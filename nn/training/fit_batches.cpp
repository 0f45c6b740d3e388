#include "nn/training/fit_batches.hpp"

#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/index/gather.hpp"

namespace tapestry::nn {
namespace {

std::size_t rows_of(const Tensor& inputs) {
  return inputs.dimension() == 0 ? 0 : inputs.shape()[0];
}

void check_answers(const Task& task, const Answers& answers, std::size_t batch_rows) {
  const std::size_t answered = answers.rows.size();
  for (std::size_t i = 0; i < answered; ++i) {
    if (answers.rows[i] >= batch_rows)
      base::fail("fit: task '", task.name, "' has an answer to row ", answers.rows[i],
                 " of a shared batch of ", batch_rows,
                 " rows, which are numbered from 0: look at the ", "source of the batches.");
    if (i > 0 && answers.rows[i] <= answers.rows[i - 1])
      base::fail("fit: task '", task.name, "' has answers to row ", answers.rows[i - 1],
                 " and then row ", answers.rows[i],
                 " of a shared batch, but rows must ascend: give each row's answer once, ",
                 "in the rows' order.");
  }
  const bool labels = task.loss.answer == Answer::labels;
  if (labels && answers.labels.size() != answered)
    base::fail("fit: task '", task.name, "' has answers to ", answered,
               " rows of a shared batch and ", answers.labels.size(),
               " labels: give one label a row.");
  const Shape expected = {answered, task.outputs};
  if (!labels && answered > 0 && answers.targets.dimension() > 0 &&
      answers.targets.shape() != expected)
    base::fail("fit: task '", task.name, "' has answers to ", answered,
               " rows of a shared batch, and targets ", to_string(answers.targets.shape()),
               ", which must be ", to_string(expected), ": give one row of targets a row.");
}

// Whether a step on this batch can say anything of the task. A batch without rows is let through:
// it is an error, which the model or the loss tells.
bool trains(const Task& task, const Batch& batch) {
  return count_present(task, batch) > 0 || rows_of(batch.inputs) == 0;
}

void add_penalty(Forward& so_far, const Omega& omega, const std::vector<Var>& predictions,
                 std::size_t rows) {
  const Var penalty = omega(predictions) / static_cast<Scalar>(rows);
  so_far.penalty = so_far.penalty.empty() ? penalty : so_far.penalty + penalty;
}

}  // namespace

StepBatches own_batches(const MultiTaskModel& model, const std::vector<BatchSource>& sources,
                        const std::vector<std::size_t>& tasks) {
  StepBatches step;
  for (std::size_t t : tasks) {
    Batch batch = sources[t]();
    if (!trains(model.tasks()[t], batch)) continue;
    step.tasks.push_back(t);
    step.batches.push_back(std::move(batch));
  }
  return step;
}

StepBatches shared_batches(const MultiTaskModel& model, const SharedBatch& shared,
                           const std::vector<std::size_t>& tasks) {
  const std::size_t all_rows = rows_of(shared.inputs);
  if (shared.tasks.size() != model.tasks().size())
    base::fail("fit: a shared batch has answers to ", shared.tasks.size(),
               " tasks, but the model has ", model.tasks().size(),
               ": give one Answers a task, without rows where there are none.");
  if (all_rows > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    base::fail("fit: a shared batch has ", all_rows, " rows, more than an int counts: give fewer.");
  for (std::size_t t = 0; t < shared.tasks.size(); ++t)
    check_answers(model.tasks()[t], shared.tasks[t], all_rows);
  const NoRecording pause;
  StepBatches step;
  for (std::size_t t : tasks) {
    const Answers& answers = shared.tasks[t];
    if (answers.rows.empty()) continue;
    const std::vector<int> indices(answers.rows.begin(), answers.rows.end());
    const bool whole = indices.size() == all_rows;  // ascending, so these are all of them
    Tensor inputs =
        whole ? shared.inputs : take_rows(Var::constant(shared.inputs), indices).value();
    Batch batch{std::move(inputs), answers.labels, answers.targets};
    if (!trains(model.tasks()[t], batch)) continue;
    step.tasks.push_back(t);
    step.batches.push_back(std::move(batch));
    step.rows.push_back(indices);
  }
  step.one_forward = model.one_input() && step.tasks.size() > 1;
  if (step.one_forward) step.inputs = shared.inputs;
  return step;
}

std::vector<double> Forward::loss_values() const {
  std::vector<double> numbers;
  for (const Var& loss : losses) numbers.push_back(double{loss.item()});
  return numbers;
}

Forward forward(const MultiTaskModel& model, const StepBatches& step, const Omega* on_predictions,
                const Context& context) {
  Forward result;
  Outputs
      shared;  // of one pass for all tasks; with an Omega, of those of the model, not of the step
  if (step.one_forward) {
    const Var x("inputs of all tasks", step.inputs);
    shared = on_predictions ? forward_all(model, step.tasks[0], x, context)
                            : checked_forward(model, x, step.tasks, context);
    if (on_predictions)
      add_penalty(result, *on_predictions, shared.predictions, rows_of(step.inputs));
  }
  for (std::size_t k = 0; k < step.tasks.size(); ++k) {
    const std::size_t t = step.tasks[k];
    const Task& task = model.tasks()[t];
    const Batch& batch = step.batches[k];
    Var prediction;
    if (step.one_forward) {
      prediction = shared.predictions[on_predictions ? t : k];
      const bool whole = step.rows[k].size() == rows_of(step.inputs);
      if (!whole) prediction = take_rows(prediction, step.rows[k]);
    } else {
      const Var x("inputs of " + task.name, batch.inputs);
      if (on_predictions) {
        const Outputs all = forward_all(model, t, x, context);
        prediction = all.predictions[t];
        add_penalty(result, *on_predictions, all.predictions, rows_of(batch.inputs));
      } else {
        prediction = checked_forward(model, x, {t}, context).predictions[0];
      }
    }
    result.predictions.push_back(prediction);
    result.losses.push_back(checked_loss(task, prediction, batch));
  }
  return result;
}

}  // namespace tapestry::nn

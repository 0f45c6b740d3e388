#include "nn/training/fit_batches.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
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

// One pass through the model, for what the step asks and for what the penalties compare.
class OnePass {
 public:
  // as_task: the one whose inputs these are, for a model whose tasks have inputs of their own.
  OnePass(const MultiTaskModel& model, std::size_t as_task, const Var& inputs,
          const TaskNumbers& asked, const std::vector<Penalty>& penalties, const Context& context)
      : outputs_(asked.size()) {
    TaskNumbers all = asked;
    for (const Penalty& penalty : penalties)
      if (penalty.of == Penalty::Of::predictions)
        all = merged(all, penalty.tasks.empty() ? model.all_tasks() : penalty.tasks);
    const Outputs made = all == asked ? checked_forward(model, inputs, asked, context)
                                      : forward_as(model, as_task, inputs, all, context);
    const auto place = [&](std::size_t task) {
      return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), task) - all.begin());
    };
    for (std::size_t k = 0; k < asked.size(); ++k)
      outputs_[k] = {made.predictions[place(asked[k])], made.representations[place(asked[k])]};
    for (const Penalty& penalty : penalties) {
      if (penalty.of != Penalty::Of::predictions) continue;
      std::vector<Var> compared;
      for (const std::size_t t : penalty.tasks.empty() ? model.all_tasks() : penalty.tasks)
        compared.push_back(made.predictions[place(t)]);
      const Var one = (*penalty.omega)(compared) / static_cast<Scalar>(inputs.shape()[0]);
      penalty_ = penalty_.empty() ? one : penalty_ + one;
    }
  }

  const Var& prediction(std::size_t k) const { return outputs_[k].first; }  // of the k-th asked
  const Var& representation(std::size_t k) const { return outputs_[k].second; }

  void add_penalty(Var& to) const {
    if (!penalty_.empty()) to = to.empty() ? penalty_ : to + penalty_;
  }

 private:
  static TaskNumbers merged(const TaskNumbers& a, const TaskNumbers& b) {
    TaskNumbers all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
  }

  std::vector<std::pair<Var, Var>> outputs_;
  Var penalty_;
};

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

Forward forward(const MultiTaskModel& model, const StepBatches& step,
                const std::vector<Penalty>& penalties, const Context& context) {
  Forward result;
  std::optional<OnePass> shared;
  if (step.one_forward) {
    shared.emplace(model, step.tasks[0], Var("inputs of all tasks", step.inputs), step.tasks,
                   penalties, context);
    shared->add_penalty(result.penalty);
  }
  for (std::size_t k = 0; k < step.tasks.size(); ++k) {
    const std::size_t t = step.tasks[k];
    const Task& task = model.tasks()[t];
    const Batch& batch = step.batches[k];
    Var prediction, z;
    if (shared) {
      z = shared->representation(k);
      prediction = shared->prediction(k);
      const bool whole = step.rows[k].size() == rows_of(step.inputs);
      if (!whole) prediction = take_rows(prediction, step.rows[k]);
    } else {
      const OnePass pass(model, t, Var("inputs of " + task.name, batch.inputs), {t}, penalties,
                         context);
      pass.add_penalty(result.penalty);
      z = pass.representation(0);
      prediction = pass.prediction(0);
    }
    result.predictions.push_back(prediction);
    result.representations.push_back(z);
    result.losses.push_back(checked_loss(task, prediction, batch));
  }
  return result;
}

}  // namespace tapestry::nn

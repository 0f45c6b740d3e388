#include "nn/training/fit_batches.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
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
  if (answered == 0 && answers.targets.dimension() > 0 && answers.targets.shape()[0] > 0)
    base::fail("fit: task '", task.name, "' has targets ", to_string(answers.targets.shape()),
               " in a shared batch, but no rows that they are of: list the rows that have an "
               "answer in Answers::rows.");
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
                           const TaskNumbers& of, const TaskNumbers& tasks) {
  const std::size_t all_rows = rows_of(shared.inputs);
  if (shared.tasks.size() != of.size())
    base::fail("fit: a shared batch has answers to ", shared.tasks.size(), " tasks, but ",
               of.size() == model.tasks().size() ? "the model has " : "its source is of ",
               of.size(), ": give one Answers a task, without rows where there are none.");
  if (all_rows > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    base::fail("fit: a shared batch has ", all_rows, " rows, more than an int counts: give fewer.");
  const NoRecording pause;
  StepBatches step;
  StepBatches::Pass pass;
  // Nothing is looked at of tasks that were not asked for: there may be thousands.
  for (const std::size_t t : tasks) {
    const auto place = std::lower_bound(of.begin(), of.end(), t);
    if (place == of.end() || *place != t) continue;
    const Answers& answers = shared.tasks[static_cast<std::size_t>(place - of.begin())];
    check_answers(model.tasks()[t], answers, all_rows);
    if (answers.rows.empty()) continue;
    const std::vector<int> indices(answers.rows.begin(), answers.rows.end());
    const bool whole = indices.size() == all_rows;  // ascending, so these are all of them
    Tensor inputs =
        whole ? shared.inputs : take_rows(Var::constant(shared.inputs), indices).value();
    Batch batch{std::move(inputs), answers.labels, answers.targets};
    if (!trains(model.tasks()[t], batch)) continue;
    step.tasks.push_back(t);
    step.batches.push_back(std::move(batch));
    pass.rows.push_back(indices);
  }
  if (model.one_input() && step.tasks.size() > 1) {
    pass.inputs = shared.inputs;
    pass.tasks = step.tasks;
    step.passes.push_back(std::move(pass));
  }
  return step;
}

StepBatches joined_batches(std::vector<StepBatches> parts) {
  if (parts.size() == 1) return std::move(parts[0]);
  std::map<std::size_t, Batch> by_task;
  StepBatches step;
  for (StepBatches& part : parts) {
    for (std::size_t k = 0; k < part.tasks.size(); ++k)
      by_task.emplace(part.tasks[k], std::move(part.batches[k]));
    for (StepBatches::Pass& pass : part.passes) step.passes.push_back(std::move(pass));
  }
  for (auto& [task, batch] : by_task) {
    step.tasks.push_back(task);
    step.batches.push_back(std::move(batch));
  }
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
  struct Made {
    Var prediction, representation;
  };
  std::map<std::size_t, Made> shared;  // by task: what passes for several tasks made
  for (const StepBatches::Pass& of : step.passes) {
    const OnePass pass(model, of.tasks[0], Var("inputs of all tasks", of.inputs), of.tasks,
                       penalties, context);
    pass.add_penalty(result.penalty);
    for (std::size_t k = 0; k < of.tasks.size(); ++k) {
      const bool whole = of.rows[k].size() == rows_of(of.inputs);
      const Var& all_rows = pass.prediction(k);
      shared[of.tasks[k]] = {whole ? all_rows : take_rows(all_rows, of.rows[k]),
                             pass.representation(k)};
    }
  }
  for (std::size_t k = 0; k < step.tasks.size(); ++k) {
    const std::size_t t = step.tasks[k];
    const Task& task = model.tasks()[t];
    const Batch& batch = step.batches[k];
    Made made;
    if (const auto found = shared.find(t); found != shared.end()) {
      made = found->second;
    } else {
      const OnePass pass(model, t, Var("inputs of " + task.name, batch.inputs), {t}, penalties,
                         context);
      pass.add_penalty(result.penalty);
      made = {pass.prediction(0), pass.representation(0)};
    }
    result.predictions.push_back(made.prediction);
    result.representations.push_back(made.representation);
    result.losses.push_back(checked_loss(task, made.prediction, batch));
  }
  return result;
}

}  // namespace tapestry::nn

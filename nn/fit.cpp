#include "nn/fit.hpp"

#include <chrono>
#include <cmath>
#include <numeric>

#include "engine/error.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/tape.hpp"

namespace tapestry::nn {
namespace {

using TaskNumbers = std::vector<std::size_t>;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Omega compares the first parameters of all heads, then the second ones, and so on.
void check_heads(const MultiTaskModel& model) {
  const std::vector<Task>& tasks = model.tasks();
  const std::size_t first = model.head(0).size();
  for (std::size_t t = tasks.size(); t-- > 0;)
    if (const std::size_t other = model.head(t).size(); first == 0 || other != first)
      fail("fit: Omega compares the tasks' heads, but the head of task '", tasks[0].name, "' has ",
           first, " parameters and that of task '", tasks[t].name, "' ", other,
           ": give all heads equally many, at least 1, or penalise the predictions.");
}

void check(const MultiTaskModel& model, const std::vector<BatchSource>& sources,
           const FitOptions& options) {
  const std::size_t tasks = model.tasks().size();
  if (sources.size() != tasks)
    fail("fit: ", sources.size(), " batch sources for ", tasks, " tasks: give one a task.");
  for (std::size_t t = 0; t < tasks; ++t)
    if (!sources[t])
      fail("fit: the batch source of task '", model.tasks()[t].name,
           "' is an empty function: give one that returns the task's next batch.");
  if (!options.schedule)
    fail("fit: the schedule is an empty function: give one, such as constant().");
  if (options.epochs == 0 || options.rounds_per_epoch == 0)
    fail("fit: ", options.epochs, " epochs of ", options.rounds_per_epoch,
         " rounds were asked for, but at least 1 of each is needed.");
  if (options.selection.has_value() != (options.order == Order::selected))
    fail("fit: Order::selected needs a selection to draw from, and no other order takes one.");
  if (options.selection && options.selection->tasks() != tasks)
    fail("fit: the selection is over ", options.selection->tasks(), " tasks, but the model has ",
         tasks, ": give one score a task.");
  if (!options.validation.empty() && options.validation.size() != tasks)
    fail("fit: ", options.validation.size(), " validation passes for ", tasks,
         " tasks: give one a task, or none.");
  for (std::size_t t = 0; t < options.validation.size(); ++t)
    if (!options.validation[t])
      fail("fit: the validation pass of task '", model.tasks()[t].name,
           "' is an empty function: give one that visits the task's batches.");
  if (options.omega && options.penalised == Penalised::heads) check_heads(model);
}

// Omega of the tasks' heads: of their weights, and of their biases.
Var penalty_on_heads(const MultiTaskModel& model, const Omega& omega) {
  std::vector<Parameters> heads;
  for (std::size_t t = 0; t < model.tasks().size(); ++t) heads.push_back(model.head(t));
  Var total = 0;
  for (std::size_t k = 0; k < heads[0].size(); ++k) {
    std::vector<Var> one_a_task;
    for (const Parameters& head : heads) one_a_task.push_back(head[k]);
    total = total + omega(one_a_task);
  }
  return total;
}

// Adds up a task's losses and hits during an epoch.
struct Tally {
  std::size_t batches = 0, examples = 0, correct = 0;
  double loss = 0, seconds = 0;

  TaskEpoch mean() const {
    const auto share = [](double sum, std::size_t n) { return n ? sum / double(n) : 0.0; };
    return {batches, share(loss, batches), share(double(correct), examples), {}, seconds};
  }
};

class Trainer {
 public:
  Trainer(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
          const FitOptions& options)
      : model_(model),
        sources_(sources),
        optimiser_(optimiser),
        options_(options),
        tallies_(sources.size()),
        rng_(options.seed) {}

  void round() {
    TaskNumbers all(sources_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    switch (options_.order) {
      case Order::alternating:
        for (std::size_t t : all) step({t});
        break;
      case Order::joint:
        step(all);
        break;
      case Order::selected:
        step(options_.selection->sample(rng_));
        break;
    }
    ++rounds_;
  }

  std::vector<TaskEpoch> means() const {
    std::vector<TaskEpoch> tasks;
    for (const Tally& tally : tallies_) tasks.push_back(tally.mean());
    return tasks;
  }

  void begin_epoch() { tallies_.assign(tallies_.size(), Tally()); }

 private:
  // One step on the sum of these tasks' losses and Omega.
  void step(const TaskNumbers& tasks) {
    if (tasks.empty()) return;
    const auto start = Clock::now();
    const Parameters parameters = model_.parameters(tasks);
    const Tape tape;
    Var objective = 0;
    for (std::size_t t : tasks) objective = objective + loss(t);
    if (options_.omega && options_.penalised == Penalised::heads)
      objective = objective + penalty_on_heads(model_, *options_.omega);
    optimiser_.step(parameters, tape.gradient(objective, parameters));
    const double each = seconds_since(start) / static_cast<double>(tasks.size());
    for (std::size_t t : tasks) tallies_[t].seconds += each;
  }

  Var loss(std::size_t t) {
    const Batch batch = sources_[t]();
    const Task& task = model_.tasks()[t];
    const Var inputs(batch.inputs, "inputs of " + task.name);
    Var prediction, penalty = 0;
    if (options_.omega && options_.penalised == Penalised::predictions) {
      const std::vector<Var> predictions = model_.predict_all(t, inputs);
      prediction = predictions[t];
      penalty = (*options_.omega)(predictions) / static_cast<Scalar>(batch.inputs.shape()[0]);
    } else {
      prediction = model_.predict(t, inputs);
    }
    const Var loss = checked_loss(task, prediction, batch);
    if (!std::isfinite(loss.item()))
      fail("fit: the loss of task '", task.name, "' became ", loss.item(), " in round ",
           rounds_ + 1, ": lower the learning rate, or look for a NaN in its data.");
    count(tallies_[t], loss, prediction, batch, task.loss.classifies);
    return loss + penalty;
  }

  static void count(Tally& tally, const Var& loss, const Var& prediction, const Batch& batch,
                    bool classifies) {
    ++tally.batches;
    tally.loss += loss.item();
    if (!classifies) return;
    const std::vector<int> predicted = argmax_rows(prediction.value());
    tally.examples += predicted.size();
    for (std::size_t i = 0; i < predicted.size(); ++i)
      tally.correct += predicted[i] == batch.labels[i];
  }

  MultiTaskModel& model_;
  const std::vector<BatchSource>& sources_;
  Optimiser& optimiser_;
  const FitOptions& options_;
  std::vector<Tally> tallies_;
  Rng rng_;
  std::size_t rounds_ = 0;
};

// Gives the optimiser its own learning rate back, however training ends.
struct RestoreRate {
  Optimiser& optimiser;
  const double rate = optimiser.learning_rate;
  ~RestoreRate() { optimiser.learning_rate = rate; }
};

}  // namespace

History fit(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
            const FitOptions& options) {
  check(model, sources, options);
  const RestoreRate base{optimiser};
  const auto start = Clock::now();
  const std::size_t rounds = options.epochs * options.rounds_per_epoch;
  Trainer trainer(model, sources, optimiser, options);
  History history;
  for (std::size_t e = 0, done = 0; e < options.epochs; ++e) {
    trainer.begin_epoch();
    Epoch epoch{e + 1, 0, 0, {}};
    for (std::size_t r = 0; r < options.rounds_per_epoch; ++r) {
      const double factor =
          options.schedule(static_cast<double>(done) / static_cast<double>(rounds));
      if (!(factor >= 0) || !std::isfinite(factor))
        fail("fit: the schedule's factor is ", factor, " in round ", done + 1,
             ", but must be 0 or more, and finite.");
      epoch.learning_rate = base.rate * factor;
      optimiser.learning_rate = epoch.learning_rate;
      trainer.round();
      ++done;
      if (options.watch) {
        epoch.tasks = trainer.means();
        epoch.seconds = seconds_since(start);
        const double left = epoch.seconds * double(rounds - done) / double(done);
        options.watch({e + 1, options.epochs, done, rounds, epoch.seconds, left, epoch});
      }
    }
    epoch.tasks = trainer.means();
    for (std::size_t t = 0; t < options.validation.size(); ++t)
      epoch.tasks[t].validation = evaluate(model, t, options.validation[t]);
    epoch.seconds = seconds_since(start);
    history.push_back(std::move(epoch));
  }
  return history;
}

}  // namespace tapestry::nn

#include "nn/training/fit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "nn/training/fit_batches.hpp"
#include "nn/training/fit_step.hpp"

namespace tapestry::nn {
namespace {

using TaskNumbers = std::vector<std::size_t>;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void check_sources(const MultiTaskModel& model, const std::vector<BatchSource>& sources) {
  const std::size_t tasks = model.tasks().size();
  if (sources.size() != tasks)
    base::fail("fit: ", sources.size(), " batch sources for ", tasks, " tasks: give one a task.");
  for (std::size_t t = 0; t < tasks; ++t)
    if (!sources[t])
      base::fail("fit: the batch source of task '", model.tasks()[t].name,
                 "' is an empty function: give one that returns the task's next batch.");
}

void check_diagnosis(const MultiTaskModel& model, const FitOptions& options) {
  if (options.order == Order::alternating)
    base::fail(
        "fit: the diagnosis compares the tasks of one step, but with Order::alternating each has a "
        "step of its own: take Order::joint or Order::selected.");
  const Parameters all = model.parameters();
  for (const Layer& layer : options.diagnosis->options().layers)
    for (const Parameter& p : layer.parameters)
      if (std::none_of(all.begin(), all.end(),
                       [&](const Parameter& q) { return q.identity() == p.identity(); }))
        base::fail("fit: the diagnosis is to look at ", describe(p), " of the layer '", layer.name,
                   "', which is no parameter of the model: give those of the model's own layers.");
}

void check(const MultiTaskModel& model, const FitOptions& options) {
  const std::size_t tasks = model.tasks().size();
  if (!options.schedule)
    base::fail("fit: the schedule is an empty function: give one, such as constant().");
  if (options.epochs == 0 || options.rounds_per_epoch == 0)
    base::fail("fit: ", options.epochs, " epochs of ", options.rounds_per_epoch,
               " rounds were asked for, but at least 1 of each is needed.");
  if (options.selection.has_value() != (options.order == Order::selected))
    base::fail(
        "fit: Order::selected needs a selection to draw from, and no other order takes one.");
  if (options.selection && options.selection->tasks() != tasks)
    base::fail("fit: the selection is over ", options.selection->tasks(),
               " tasks, but the model has ", tasks, ": give one score a task.");
  if (!options.validation.empty() && options.validation.size() != tasks)
    base::fail("fit: ", options.validation.size(), " validation passes for ", tasks,
               " tasks: give one a task, or none.");
  for (std::size_t t = 0; t < options.validation.size(); ++t)
    if (!options.validation[t])
      base::fail("fit: the validation pass of task '", model.tasks()[t].name,
                 "' is an empty function: give one that visits the task's batches.");
  if (options.loss_balancer && options.gradient_balancer)
    base::fail("fit: both ", options.loss_balancer->name(), " and ",
               options.gradient_balancer->name(),
               " are to balance the tasks, one by losses and one by gradients: give one of them.");
  if (options.order == Order::alternating && (options.loss_balancer || options.gradient_balancer))
    base::fail(
        "fit: ",
        options.loss_balancer ? options.loss_balancer->name() : options.gradient_balancer->name(),
        " balances the tasks of one step, but with Order::alternating each has a step of its own: "
        "take Order::joint or Order::selected.");
  if (options.diagnosis) check_diagnosis(model, options);
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

// Gives the next examples of these tasks; told whether a round begins.
using Examples = std::function<StepBatches(const TaskNumbers& tasks, bool new_round)>;

class Trainer {
 public:
  Trainer(MultiTaskModel& model, Examples examples, Optimiser& optimiser, const FitOptions& options)
      : model_(model),
        examples_(std::move(examples)),
        step_(model, optimiser, options),
        options_(options),
        tallies_(model.tasks().size()),
        rng_(options.seed) {}

  void round() {
    ++rounds_;
    TaskNumbers all(tallies_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    switch (options_.order) {
      case Order::alternating:
        for (std::size_t t : all) step({t}, t == 0);
        break;
      case Order::joint:
        step(all, true);
        break;
      case Order::selected:
        step(options_.selection->sample(rng_), true);
        break;
    }
  }

  std::vector<TaskEpoch> means() const {
    std::vector<TaskEpoch> tasks;
    for (const Tally& tally : tallies_) tasks.push_back(tally.mean());
    return tasks;
  }

  void begin_epoch() { tallies_.assign(tallies_.size(), Tally()); }

  void end_epoch() {
    if (!options_.loss_balancer) return;
    std::vector<double> losses;
    for (const TaskEpoch& task : means()) losses.push_back(task.loss);
    options_.loss_balancer->end_epoch(losses);
  }

 private:
  void step(const TaskNumbers& tasks, bool new_round) {
    if (tasks.empty()) return;
    const auto start = Clock::now();
    const StepBatches batches = examples_(tasks, new_round);
    const Forward before = step_(batches, rounds_);
    for (std::size_t k = 0; k < batches.tasks.size(); ++k) {
      const std::size_t t = batches.tasks[k];
      count(tallies_[t], before.losses[k], before.predictions[k], batches.batches[k],
            model_.tasks()[t].loss.classifies);
    }
    const double each = seconds_since(start) / static_cast<double>(tasks.size());
    for (std::size_t t : tasks) tallies_[t].seconds += each;
  }

  static void count(Tally& tally, const Var& loss, const Var& prediction, const Batch& batch,
                    bool classifies) {
    ++tally.batches;
    tally.loss += double{loss.item()};
    if (!classifies) return;
    const std::vector<int> predicted = argmax_rows(prediction.value());
    tally.examples += predicted.size();
    for (std::size_t i = 0; i < predicted.size(); ++i)
      tally.correct += predicted[i] == batch.labels[i];
  }

  MultiTaskModel& model_;
  Examples examples_;
  FitStep step_;
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

History train(MultiTaskModel& model, Examples examples, Optimiser& optimiser,
              const FitOptions& options) {
  const RestoreRate base{optimiser};
  const auto start = Clock::now();
  const std::size_t rounds = options.epochs * options.rounds_per_epoch;
  Trainer trainer(model, std::move(examples), optimiser, options);
  History history;
  for (std::size_t e = 0, done = 0; e < options.epochs; ++e) {
    trainer.begin_epoch();
    Epoch epoch{e + 1, 0, 0, {}};
    for (std::size_t r = 0; r < options.rounds_per_epoch; ++r) {
      const double factor =
          options.schedule(static_cast<double>(done) / static_cast<double>(rounds));
      if (!(factor >= 0) || !std::isfinite(factor))
        base::fail("fit: the schedule's factor is ", factor, " in round ", done + 1,
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
    trainer.end_epoch();
    for (std::size_t t = 0; t < options.validation.size(); ++t)
      epoch.tasks[t].validation = evaluate(model, t, options.validation[t]);
    epoch.seconds = seconds_since(start);
    history.push_back(std::move(epoch));
  }
  return history;
}

}  // namespace

History fit(MultiTaskModel& model, const std::vector<BatchSource>& sources, Optimiser& optimiser,
            const FitOptions& options) {
  check_sources(model, sources);
  check(model, options);
  return train(
      model, [&](const TaskNumbers& tasks, bool) { return own_batches(sources, tasks); }, optimiser,
      options);
}

History fit(MultiTaskModel& model, const SharedSource& source, Optimiser& optimiser,
            const FitOptions& options) {
  if (!source)
    base::fail(
        "fit: the source is an empty function: give one that returns the next shared batch.");
  check(model, options);
  SharedBatch batch;
  const Examples examples = [&](const TaskNumbers& tasks, bool new_round) {
    if (new_round) batch = source();
    return shared_batches(model, batch, tasks);
  };
  return train(model, examples, optimiser, options);
}

}  // namespace tapestry::nn

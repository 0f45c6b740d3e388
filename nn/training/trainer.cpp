#include "nn/training/trainer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "nn/training/fit_batches.hpp"
#include "nn/training/fit_checks.hpp"
#include "nn/training/fit_step.hpp"

namespace tapestry::nn {
namespace {

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Trainer::Trainer(MultiTaskModel& model, Optimiser& optimiser, const FitOptions& options)
    : model_(model),
      optimiser_(optimiser),
      options_(options),
      base_rate_(optimiser.learning_rate),
      draws_(options.seed),
      tallies_(model.tasks().size()) {
  for (const std::shared_ptr<Observer>& observer : options_.observers)
    if (observer) observer->at_start(model_);
}

Trainer::Trainer(MultiTaskModel& model, const std::vector<BatchSource>& sources,
                 Optimiser& optimiser, const FitOptions& options)
    : Trainer(model, optimiser, options) {
  check_sources(model, sources);
  check_options(model, options);
  check_has_state(model, sources, options);
  own_sources_ = sources;
  step_ = std::make_unique<FitStep>(model, optimiser, options_);
}

Trainer::Trainer(MultiTaskModel& model, const std::vector<SourceGroup>& groups,
                 Optimiser& optimiser, const FitOptions& options)
    : Trainer(model, optimiser, options) {
  check_groups(model, groups);
  check_options(model, options);
  for (const SourceGroup& group : groups) {
    check_has_state(group.source, options);
    groups_.push_back({group, 0, {}});
  }
  step_ = std::make_unique<FitStep>(model, optimiser, options_);
}

Trainer::Trainer(MultiTaskModel& model, const SharedSource& source, Optimiser& optimiser,
                 const FitOptions& options)
    : Trainer(model, std::vector<SourceGroup>{{model.all_tasks(), source}}, optimiser, options) {}

Trainer::~Trainer() { optimiser_.learning_rate = base_rate_; }

void Trainer::round() {
  if (done())
    base::fail("Trainer: all rounds are done (", rounds_done_,
               "): ask done() before each round().");
  const double factor =
      options_.schedule(static_cast<double>(rounds_done_) / static_cast<double>(rounds()));
  if (!(factor >= 0) || !std::isfinite(factor))
    base::fail("fit: the schedule's factor is ", factor, " in round ", rounds_done_ + 1,
               ", but must be 0 or more, and finite.");
  if (between_epochs()) tallies_.assign(tallies_.size(), Tally());
  rate_ = base_rate_ * factor;
  optimiser_.learning_rate = rate_;
  round_ = rounds_done_ + 1;
  trained_.clear();
  for (const TaskNumbers& tasks : options_.steps.selector().next_round(tallies_.size(), draws_))
    step(checked_step(tasks));
  step_->end_round(trained_);
  rounds_done_ = round_;  // not where the round threw
  if (between_epochs()) end_epoch();
}

StepBatches Trainer::examples(const TaskNumbers& tasks) {
  if (groups_.empty()) return own_batches(model_, own_sources_, tasks);
  std::vector<StepBatches> parts;
  for (Group& of : groups_) {
    const TaskNumbers& mine = of.group.tasks;
    const bool asked = std::any_of(tasks.begin(), tasks.end(), [&](std::size_t t) {
      return std::binary_search(mine.begin(), mine.end(), t);
    });
    if (!asked) continue;
    if (of.round != round_) {
      of.batch = of.group.source();
      of.round = round_;
    }
    parts.push_back(shared_batches(model_, of.batch, mine, tasks));
  }
  return joined_batches(std::move(parts));
}

// A selector is the user's.
const TaskNumbers& Trainer::checked_step(const TaskNumbers& tasks) const {
  for (std::size_t k = 0; k < tasks.size(); ++k)
    if (tasks[k] >= tallies_.size() || (k > 0 && tasks[k] <= tasks[k - 1]))
      base::fail("fit: the selector '", options_.steps.selector().name(), "' gave a step on task ",
                 tasks[k], k > 0 ? base::text(" after task ", tasks[k - 1]) : std::string(),
                 " in round ", round_, ", but must name tasks 0 to ", tallies_.size() - 1,
                 ", ascending, each once.");
  return tasks;
}

void Trainer::step(const TaskNumbers& tasks) {
  if (tasks.empty()) return;
  const auto start = std::chrono::steady_clock::now();
  const StepBatches batches = examples(tasks);
  const Forward before = (*step_)(batches, round_);
  trained_.insert(trained_.end(), batches.tasks.begin(), batches.tasks.end());
  for (std::size_t k = 0; k < batches.tasks.size(); ++k) {
    const std::size_t t = batches.tasks[k];
    Tally& tally = tallies_[t];
    ++tally.batches;
    tally.loss += double{before.losses[k].item()};
    if (!model_.tasks()[t].loss.classifies()) continue;
    const std::vector<int> predicted = argmax_rows(before.predictions[k].value());
    for (const std::size_t i : answered_rows(model_.tasks()[t], batches.batches[k])) {
      ++tally.examples;
      tally.correct += predicted[i] == batches.batches[k].labels[i];
    }
  }
  options_.steps.selector().told(batches.tasks, before.loss_values());
  const double each = since(start) / static_cast<double>(tasks.size());
  for (const std::size_t t : tasks) {
    ++tallies_[t].chosen;
    tallies_[t].seconds += each;
  }
}

void Trainer::end_epoch() {
  Epoch epoch{rounds_done_ / options_.rounds_per_epoch, 0, rate_, means()};
  std::vector<double> losses;
  for (const TaskEpoch& task : epoch.tasks) losses.push_back(task.loss);
  options_.steps.balancer().end_epoch(losses);
  for (std::size_t t = 0; t < options_.validation.size(); ++t)
    epoch.tasks[t].validation = evaluate(model_, t, options_.validation[t]);
  add_reasons(epoch);
  epoch.seconds = seconds();
  history_.push_back(std::move(epoch));
  for (const std::shared_ptr<Observer>& observer : options_.observers) {
    observer->after_epoch(model_, history_.back());
    stopped_ = stopped_ || observer->wants_to_stop();
  }
  parameters_changed();  // by an observer, perhaps; and sums that are kept up to date drift by
                         // rounding
}

// A selector is the user's.
void Trainer::add_reasons(Epoch& epoch) const {
  const Selector& selector = options_.steps.selector();
  const Reasons why = selector.reasons();
  for (const auto& [numbers, what] :
       {std::pair{&why.scores, "scores"}, std::pair{&why.probabilities, "probabilities"}})
    if (!numbers->empty() && numbers->size() != epoch.tasks.size())
      base::fail("fit: the selector '", selector.name(), "' gave ", numbers->size(), " ", what,
                 " as its reasons, for ", epoch.tasks.size(), " tasks: give one a task, or none.");
  for (std::size_t t = 0; t < epoch.tasks.size(); ++t) {
    if (!why.scores.empty()) epoch.tasks[t].score = why.scores[t];
    if (!why.probabilities.empty()) epoch.tasks[t].probability = why.probabilities[t];
  }
}

void Trainer::parameters_changed() { step_->parameters_changed(); }

void Trainer::finish() {
  for (const std::shared_ptr<Observer>& observer : options_.observers) observer->at_end(model_);
}

TaskEpoch Trainer::Tally::mean() const {
  const auto share = [](double sum, std::size_t n) { return n ? sum / double(n) : 0.0; };
  TaskEpoch mean;
  mean.batches = batches;
  mean.loss = share(loss, batches);
  mean.accuracy = share(double(correct), examples);
  mean.chosen = chosen;
  mean.seconds = seconds;
  return mean;
}

std::vector<TaskEpoch> Trainer::means() const {
  std::vector<TaskEpoch> tasks;
  for (const Tally& tally : tallies_) tasks.push_back(tally.mean());
  return tasks;
}

double Trainer::seconds() const { return earlier_seconds_ + since(start_); }

void Trainer::report(const std::function<void(const Progress&)>& visit) const {
  const std::size_t epoch =
      (rounds_done_ + options_.rounds_per_epoch - 1) / options_.rounds_per_epoch;
  const Epoch so_far{epoch, seconds(), rate_, means()};
  const double left = so_far.seconds * double(rounds() - rounds_done_) / double(rounds_done_);
  visit({epoch, options_.epochs, rounds_done_, rounds(), so_far.seconds, left, so_far});
}

}  // namespace tapestry::nn

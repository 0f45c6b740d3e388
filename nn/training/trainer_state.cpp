// What a training run has to remember: Trainer::serialise and its parts.
#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "nn/training/fit_step.hpp"
#include "nn/training/trainer.hpp"

namespace tapestry::nn {
namespace {

// Their names, and what they begin with: two runs that differ in them are not one.
std::string names_of(const MultiTaskModel& model) {
  std::string names;
  for (const Task& task : model.tasks()) names += (names.empty() ? "" : ", ") + task.name;
  return names;
}

// What it is of, too: "lasso, strength 1, on heads of all tasks".
std::string described(const Penalty& penalty) {
  std::string text = penalty.omega->name() + ", " + penalty.omega->settings() + ", on ";
  text += penalty.of == Penalty::Of::heads         ? "heads of"
          : penalty.of == Penalty::Of::predictions ? "predictions of"
                                                   : "layers of";
  if (penalty.tasks.empty()) text += " all tasks";
  for (std::size_t k = 0; k < penalty.tasks.size(); ++k)
    text += base::text(k == 0 ? " tasks " : ", ", penalty.tasks[k]);
  for (const WeightGroup& group : penalty.layers) text += base::text(", ", group[0].name());
  return text;
}

std::string losses_of(const MultiTaskModel& model) {
  std::string names;
  for (const Task& task : model.tasks()) names += (names.empty() ? "" : ", ") + task.loss.name;
  return names;
}

}  // namespace

void TaskEpoch::serialise(Archive& archive) {
  archive("batches", batches);
  archive("loss", loss);
  archive("accuracy", accuracy);
  archive("validation", validation);
  archive("chosen", chosen);
  archive("score", score);
  archive("probability", probability);
  archive("seconds", seconds);
}

void Epoch::serialise(Archive& archive) {
  archive("number", number);
  archive("seconds", seconds);
  archive("learning rate", learning_rate);
  archive("tasks", tasks);
}

void Trainer::Tally::serialise(Archive& archive) {
  archive("chosen", chosen);
  archive("batches", batches);
  archive("examples", examples);
  archive("correct", correct);
  archive("loss", loss);
  archive("seconds", seconds);
}

void Trainer::Group::serialise(Archive& archive) {
  archive.expect("first task", group.tasks[0], "the first task of a source");
  archive.expect("tasks", group.tasks.size(), "the number of a source's tasks");
  archive("source", group.source);
}

void Trainer::expect_the_same_run(Archive& archive) const {
  archive.expect("tasks", names_of(model_), "the tasks");
  archive.expect("losses", losses_of(model_), "the losses");
  archive.expect("selection", options_.steps.selector().name(), "the selector");
  archive.expect("epochs", options_.epochs, "the number of epochs");
  archive.expect("rounds per epoch", options_.rounds_per_epoch, "the rounds in an epoch");
  archive.expect("seed", options_.seed, "the seed");
  std::string omegas;
  for (const Penalty& penalty : options_.penalties)
    omegas += (omegas.empty() ? "" : "; ") + described(penalty);
  archive.expect("omega", omegas, "Omega");
  expect_the_same_schedule(archive);
  archive.expect("settings", model_.settings(), "the model's settings");
  archive.expect("balance", options_.steps.balancer().name(), "the balancer");
}

// By its factors at up to 1,000 rounds. Another mathematical library may round them otherwise.
void Trainer::expect_the_same_schedule(Archive& archive) const {
  const std::size_t count = std::min<std::size_t>(rounds(), 1000);
  std::vector<double> now;
  for (std::size_t k = 0; k < count; ++k)
    now.push_back(options_.schedule(static_cast<double>(k) / static_cast<double>(count)));
  std::vector<double> saved = now;
  archive("schedule", saved);
  for (std::size_t k = 0; k < std::max(count, saved.size()); ++k)
    if (k >= count || k >= saved.size() ||
        !(std::abs(saved[k] - now[k]) <= 1e-9 * std::max(std::abs(saved[k]), std::abs(now[k]))))
      base::fail("Trainer: the saved state has another schedule: its factor is ",
                 k < saved.size() ? saved[k] : 0, " where training is done to ",
                 static_cast<double>(k) / static_cast<double>(count), ", and now is ",
                 k < count ? now[k] : 0, ": go on with the schedule that it was saved with.");
}

void Trainer::serialise_parameters(Archive& archive) {
  const Parameters all = all_parameters(model_, options_);
  std::map<std::string, Tensor> values;
  for (const Parameter& p : all)
    if (!values.emplace(p.name(), p.value()).second)
      base::fail("Trainer: two parameters are named '", p.name(),
                 "': give each a name of its own, or the state cannot be saved.");
  archive("parameters", values);
  if (!archive.reading()) return;
  for (const Parameter& p : all) {
    const auto found = values.find(p.name());
    if (found == values.end() || found->second.shape() != p.shape())
      base::fail("Trainer: the saved state has no ", describe(p),
                 ": go on with the model that it was saved with.");
  }
  if (values.size() != all.size())
    base::fail("Trainer: the saved state has ", values.size(), " parameters, but the model ",
               all.size(), ": go on with the model that it was saved with.");
  for (Parameter p : all) p.set_value(std::move(values.at(p.name())));
}

void Trainer::serialise(Archive& archive) {
  // What can be compared, and what compares itself, stands before the parameters: nearly all wrong
  // files leave the model as it was.
  expect_the_same_run(archive);
  archive("selector", options_.steps.selector());
  Diagnosis* const diagnosis = options_.steps.diagnosis();
  const bool diagnosed = diagnosis != nullptr;
  archive.expect("diagnosed", diagnosed, "whether there is a diagnosis");
  if (diagnosed) archive("diagnosis", *diagnosis);
  archive("balancer", options_.steps.balancer());
  std::uint64_t observers = options_.observers.size();
  archive.expect("observers", observers, "the number of observers");
  for (std::size_t k = 0; k < options_.observers.size(); ++k)
    archive("observer " + std::to_string(k), *options_.observers[k]);
  archive("step", *step_);
  archive("sources", own_sources_);
  archive("groups", groups_);
  {
    // The schedule's factor of the moment is not the optimiser's own.
    const double now = optimiser_.learning_rate;
    optimiser_.learning_rate = base_rate_;
    archive("optimiser", optimiser_);
    optimiser_.learning_rate = now;
  }
  serialise_parameters(archive);
  archive("rounds done", rounds_done_);
  archive("draws of tasks", draws_);
  archive("stopped", stopped_);
  archive("learning rate", rate_);
  archive("current epoch", tallies_);
  if (rounds_done_ > rounds() || tallies_.size() != model_.tasks().size())
    base::fail("Trainer: the saved state is damaged: it is at round ", rounds_done_, " of ",
               rounds(), ", with ", tallies_.size(), " tasks of ", model_.tasks().size(), ".");
  archive("history", history_);
  double so_far = seconds();
  archive("seconds", so_far);
  if (archive.reading()) {
    earlier_seconds_ = so_far;
    start_ = std::chrono::steady_clock::now();
  }
}

}  // namespace tapestry::nn

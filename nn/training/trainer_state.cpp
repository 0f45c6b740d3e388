// What a training run has to remember: Trainer::serialise and its parts.
#include <algorithm>
#include <cmath>

#include "engine/base/counted.hpp"
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

[[noreturn]] void refuse_column(const std::string& name, std::size_t values, std::size_t tasks) {
  base::fail("Trainer: the saved state is damaged: '", name, "' has ",
             base::counted(values, "value", "values"), " for ",
             base::counted(tasks, "task", "tasks"), ".");
}

// One number of all tasks at a time: with a name for each, 40,000 tasks would take megabytes. The
// first column that is read says how many rows there are.
template <class Row, class T>
void column(Archive& archive, const std::string& name, std::vector<Row>& rows, T Row::*member) {
  std::vector<T> values;
  for (const Row& row : rows) values.push_back(row.*member);
  archive(name, values);
  if (archive.reading() && rows.empty()) rows.resize(values.size());
  if (values.size() != rows.size()) refuse_column(name, values.size(), rows.size());
  for (std::size_t t = 0; t < rows.size(); ++t) rows[t].*member = std::move(values[t]);
}

// What all tasks have, or none.
template <class T>
void optional_column(Archive& archive, const std::string& name, std::vector<TaskEpoch>& tasks,
                     std::optional<T> TaskEpoch::*member) {
  std::vector<T> values;
  for (TaskEpoch& task : tasks)
    if (task.*member) values.push_back(*(task.*member));
  archive(name, values);
  if (!values.empty() && values.size() != tasks.size())
    refuse_column(name, values.size(), tasks.size());
  for (std::size_t t = 0; t < values.size(); ++t) tasks[t].*member = std::move(values[t]);
}

}  // namespace

void Epoch::serialise(Archive& archive) {
  archive("number", number);
  archive("seconds", seconds);
  archive("learning rate", learning_rate);
  if (archive.reading()) tasks.clear();
  column(archive, "batches", tasks, &TaskEpoch::batches);
  column(archive, "loss", tasks, &TaskEpoch::loss);
  column(archive, "accuracy", tasks, &TaskEpoch::accuracy);
  column(archive, "task seconds", tasks, &TaskEpoch::seconds);
  column(archive, "chosen", tasks, &TaskEpoch::chosen);
  optional_column(archive, "score", tasks, &TaskEpoch::score);
  optional_column(archive, "probability", tasks, &TaskEpoch::probability);
  optional_column(archive, "validation", tasks, &TaskEpoch::validation);
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
  optimiser_.take_up(all);
}

// After reading.
void Trainer::check_history(const Archive& archive) const {
  const std::vector<Task>& tasks = model_.tasks();
  const auto require = [&](bool right, const std::string& why) {
    archive.require(right, "history", why);
  };
  require(history_.size() == rounds_done_ / options_.rounds_per_epoch,
          "has another number of epochs than were done");
  for (const Epoch& epoch : history_) {
    require(epoch.tasks.size() == tasks.size(), "has an epoch of another number of tasks");
    for (std::size_t t = 0; t < tasks.size(); ++t)
      if (const auto& score = epoch.tasks[t].validation) {
        const std::size_t classes = tasks[t].loss.classifies() ? tasks[t].outputs : 0;
        require(score->confusion.size() == classes &&
                    std::all_of(score->confusion.begin(), score->confusion.end(),
                                [&](const auto& row) { return row.size() == classes; }),
                "has a confusion matrix of other classes");
        require(std::equal(score->metrics.begin(), score->metrics.end(), tasks[t].metrics.begin(),
                           tasks[t].metrics.end(),
                           [](const auto& a, const auto& b) { return a.name == b.name; }),
                "has the metrics of another task");
      }
  }
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
  archive.same_size("sources", own_sources_);
  archive.same_size("groups", groups_);
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
  if (archive.reading()) tallies_.clear();
  column(archive, "chosen", tallies_, &Tally::chosen);
  column(archive, "batches", tallies_, &Tally::batches);
  column(archive, "examples", tallies_, &Tally::examples);
  column(archive, "correct", tallies_, &Tally::correct);
  column(archive, "loss", tallies_, &Tally::loss);
  column(archive, "task seconds", tallies_, &Tally::seconds);
  if (rounds_done_ > rounds() || tallies_.size() != model_.tasks().size())
    base::fail("Trainer: the saved state is damaged: it is at round ", rounds_done_, " of ",
               rounds(), ", with ", tallies_.size(), " tasks of ", model_.tasks().size(), ".");
  archive("history", history_);
  if (archive.reading()) check_history(archive);
  double so_far = seconds();
  archive("seconds", so_far);
  if (archive.reading()) {
    earlier_seconds_ = so_far;
    start_ = std::chrono::steady_clock::now();
  }
}

}  // namespace tapestry::nn

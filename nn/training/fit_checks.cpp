#include "nn/training/fit_checks.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "engine/base/error.hpp"
#include "nn/training/fit_penalty.hpp"

namespace tapestry::nn {
namespace {

void check_diagnosis(const MultiTaskModel& model, const Diagnosis& diagnosis) {
  const Parameters all = model.parameters();
  for (const Layer& layer : diagnosis.options().layers)
    for (const Parameter& p : layer.parameters)
      if (std::none_of(all.begin(), all.end(),
                       [&](const Parameter& q) { return q.identity() == p.identity(); }))
        base::fail("fit: the diagnosis is to look at ", describe(p), " of the layer '", layer.name,
                   "', which is no parameter of the model: give those of the model's own layers.");
}

void check_penalty(const Penalty& penalty, std::size_t tasks) {
  if (!penalty.omega)
    base::fail("fit: a penalty has no Omega: give it one, as in on_heads(omega).");
  for (std::size_t k = 0; k < penalty.tasks.size(); ++k)
    if (penalty.tasks[k] >= tasks || (k > 0 && penalty.tasks[k] <= penalty.tasks[k - 1]))
      base::fail("fit: the Omega '", penalty.omega->name(), "' is of task ", penalty.tasks[k],
                 k > 0 ? base::text(" after task ", penalty.tasks[k - 1]) : std::string(),
                 ", but must name tasks 0 to ", tasks - 1, ", ascending, each once.");
}

}  // namespace

void check_sources(const MultiTaskModel& model, const std::vector<BatchSource>& sources) {
  const std::size_t tasks = model.tasks().size();
  if (sources.size() != tasks)
    base::fail("fit: ", sources.size(), " batch sources for ", tasks, " tasks: give one a task.");
  for (std::size_t t = 0; t < tasks; ++t)
    if (!sources[t])
      base::fail("fit: the batch source of task '", model.tasks()[t].name,
                 "' is an empty function: give one that returns the task's next batch.");
}

void check_groups(const MultiTaskModel& model, const std::vector<SourceGroup>& groups) {
  std::vector<std::size_t> served(model.tasks().size(), 0);
  for (const SourceGroup& group : groups) {
    if (!group.source)
      base::fail(
          "fit: the source is an empty function: give one that returns the next shared batch.");
    for (std::size_t k = 0; k < group.tasks.size(); ++k) {
      const std::size_t t = group.tasks[k];
      if (t >= served.size() || (k > 0 && t <= group.tasks[k - 1]))
        base::fail("fit: a source is of task ", t,
                   k > 0 ? base::text(" after task ", group.tasks[k - 1]) : std::string(),
                   ", but must name tasks 0 to ", served.size() - 1, ", ascending, each once.");
      ++served[t];
    }
    if (group.tasks.empty())
      base::fail("fit: a source is of no tasks: name those whose answers its batches have.");
  }
  for (std::size_t t = 0; t < served.size(); ++t)
    if (served[t] != 1)
      base::fail("fit: task '", model.tasks()[t].name, "' is in ", served[t],
                 " sources: each task must be in one.");
}

void check_has_state(const MultiTaskModel& model, const std::vector<BatchSource>& sources,
                     const FitOptions& options) {
  if (!options.checkpoints) return;
  for (std::size_t t = 0; t < sources.size(); ++t)
    if (!sources[t].has_state())
      base::fail("fit: the batch source of task '", model.tasks()[t].name,
                 "' cannot say where it is, so that no checkpoint of it could go on: give it a "
                 "serialise(Archive&), or make it by drawn_from().");
}

void check_has_state(const SharedSource& source, const FitOptions& options) {
  if (options.checkpoints && !source.has_state())
    base::fail("fit: the source cannot say where it is, so that no checkpoint of it could go on: ",
               "give it a serialise(Archive&), or make it by drawn_from().");
}

void check_names(const Parameters& all) {
  std::unordered_set<std::string> names;
  for (const Parameter& p : all)
    if (!names.insert(p.name()).second)
      base::fail("fit: two parameters of the model, its balancer or an Omega are named '", p.name(),
                 "': give each a name of its own; errors and saved files go by them.");
}

void check_options(const MultiTaskModel& model, const FitOptions& options) {
  const std::size_t tasks = model.tasks().size();
  if (!options.schedule)
    base::fail("fit: the schedule is an empty function: give one, such as constant().");
  if (options.epochs == 0 || options.rounds_per_epoch == 0)
    base::fail("fit: ", options.epochs, " epochs of ", options.rounds_per_epoch,
               " rounds were asked for, but at least 1 of each is needed.");
  for (const std::shared_ptr<Observer>& observer : options.observers)
    if (!observer)
      base::fail("fit: an observer is nullptr: give one, such as EarlyStopping, or none.");
  options.steps.selector().check_tasks(tasks);
  options.steps.selector().check_run(model, options.checkpoints.has_value());
  for (const Penalty& penalty : options.penalties) check_penalty(penalty, tasks);
  check_names(all_parameters(model, options));
  if (!options.validation.empty() && options.validation.size() != tasks)
    base::fail("fit: ", options.validation.size(), " validation passes for ", tasks,
               " tasks: give one a task, or none.");
  for (std::size_t t = 0; t < options.validation.size(); ++t)
    if (!options.validation[t])
      base::fail("fit: the validation pass of task '", model.tasks()[t].name,
                 "' is an empty function: give one that visits the task's batches.");
  if (const Diagnosis* diagnosis = options.steps.diagnosis()) check_diagnosis(model, *diagnosis);
}

}  // namespace tapestry::nn

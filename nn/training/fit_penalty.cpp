#include "nn/training/fit_penalty.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"

namespace tapestry::nn {
namespace {

// The first parameters of all heads, then the second ones, and so on.
std::vector<std::vector<Var>> groups_of_heads(const MultiTaskModel& model) {
  const std::vector<Task>& tasks = model.tasks();
  std::vector<Parameters> heads;
  for (std::size_t t = 0; t < tasks.size(); ++t) heads.push_back(model.head(t));
  const std::size_t first = heads[0].size();
  for (std::size_t t = tasks.size(); t-- > 0;)
    if (const std::size_t other = heads[t].size(); first == 0 || other != first)
      base::fail("fit: Omega compares the tasks' heads, but the head of task '", tasks[0].name,
                 "' has ", first, " parameters and that of task '", tasks[t].name, "' ", other,
                 ": give all heads equally many, at least 1, or penalise the predictions.");
  std::vector<std::vector<Var>> groups(first);
  for (std::size_t k = 0; k < first; ++k)
    for (const Parameters& head : heads) groups[k].push_back(head[k]);
  return groups;
}

bool has(const Parameters& parameters, const Var& var) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const Parameter& p) { return p.identity() == var.identity(); });
}

void check_tied(const std::vector<std::vector<Var>>& groups, const MultiTaskModel& model) {
  const std::size_t tasks = model.tasks().size();
  for (std::size_t k = 0; k < groups.size(); ++k) {
    if (groups[k].size() != tasks)
      base::fail("fit: group ", k, " of FitOptions::tied has ", groups[k].size(), " Vars for ",
                 tasks, " tasks: give one a task, in the tasks' order.");
    for (const Var& var : groups[k]) {
      if (var.empty() || !var.is_leaf())
        base::fail(
            "fit: group ", k, " of FitOptions::tied holds ",
            var.empty() ? std::string("an empty Var") : describe(var),
            ", but must hold parameters of the model: give the tasks' own layers' parameters().");
      if (var.shape() != groups[k][0].shape())
        base::fail("fit: group ", k, " of FitOptions::tied holds ", describe(groups[k][0]), " and ",
                   describe(var),
                   ", which must have the same shape: tie layers that all tasks have alike.");
    }
    // Of another task, a step on this one alone would not move it, nor the proximal step write it.
    for (std::size_t t = 0; t < tasks; ++t)
      if (!has(model.parameters({t}), groups[k][t]))
        base::fail(
            "fit: group ", k, " of FitOptions::tied holds ", describe(groups[k][t]), " for task '",
            model.tasks()[t].name,
            "', but a step on that task does not move it: give one of the task's own layers' "
            "parameters(), in the tasks' order.");
  }
}

// One matrix, a row a task.
Tensor stacked(const std::vector<Var>& group) {
  const std::size_t width = group[0].size();
  Tensor w = uninitialised({group.size(), width});
  for (std::size_t t = 0; t < group.size(); ++t)
    std::copy_n(group[t].value().data(), width, w.data() + t * width);
  return w;
}

}  // namespace

WeightPenalty::WeightPenalty(const MultiTaskModel& model, const Optimiser& optimiser,
                             const FitOptions& options) {
  if (!options.tied.empty() && (!options.omega || options.penalised == Penalised::predictions))
    base::fail("fit: FitOptions::tied names weights for an Omega to compare, but ",
               options.omega ? "it compares predictions" : "there is none",
               ": set an omega and Penalised::heads, or leave tied empty.");
  if (!options.omega) return;
  if (options.omega->parts() != 1)
    base::fail(
        "fit: the Omega '", options.omega->name(), "' is of weights that are the sum of ",
        options.omega->parts(),
        " matrices, which the layers of a network are not: minimise it with the convex solver.");
  if (options.penalised == Penalised::predictions) return;
  omega_ = options.omega.get();
  if (!options.tied.empty()) check_tied(options.tied, model);
  groups_ = options.tied.empty() ? groups_of_heads(model) : options.tied;
  by_prox_ = !omega_->smooth() && omega_->has_prox();
  if (by_prox_ && dynamic_cast<const Sgd*>(&optimiser) == nullptr)
    base::fail(
        "fit: the Omega '", omega_->name(),
        "' has kinks and acts by its proximal step, whose length is the learning rate: train it "
        "with Sgd, because other optimisers take another step in each weight.");
  if (by_prox_ && options.selector->together() != TogetherTasks::all)
    base::fail("fit: the Omega '", omega_->name(),
               "' has kinks and acts by its proximal step on all tasks at once: train it with "
               "joint().");
}

Var WeightPenalty::as_loss() const {
  if (omega_ == nullptr || by_prox_) return {};
  Var total;
  for (const std::vector<Var>& group : groups_) {
    const Var penalty = (*omega_)(group);
    total = total.empty() ? penalty : total + penalty;
  }
  return total;
}

void WeightPenalty::proximal_step(double step, const std::vector<std::size_t>& tasks) const {
  if (!by_prox_) return;
  for (const std::vector<Var>& group : groups_) {
    const Tensor w = omega_->prox(stacked(group), step);
    for (std::size_t t : tasks) {
      Var var = group[t];
      const std::span<Scalar> values = var.mutable_value();
      std::copy_n(w.data() + t * values.size(), values.size(), values.begin());
    }
  }
}

}  // namespace tapestry::nn

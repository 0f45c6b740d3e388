#include "nn/training/fit_penalty.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry::nn {
namespace {

bool has(const Parameters& parameters, const Var& var) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const Parameter& p) { return p.identity() == var.identity(); });
}

// The first parameters of all heads, then the second ones, and so on.
std::vector<WeightGroup> groups_of_heads(const MultiTaskModel& model, const TaskNumbers& of) {
  const std::vector<Task>& tasks = model.tasks();
  std::vector<Parameters> heads;
  for (const std::size_t t : of) heads.push_back(model.head(t));
  for (std::size_t k = 0; k < of.size(); ++k)
    for (const Parameter& p : heads[k])
      if (!has(model.own(of[k]), p))
        base::fail("fit: the head of task '", tasks[of[k]].name, "' has ", describe(p),
                   ", which is not among that task's own(), so that no step would move it: mend "
                   "the model's head() or own().");
  const std::size_t first = heads[0].size();
  for (std::size_t k = heads.size(); k-- > 0;)
    if (const std::size_t other = heads[k].size(); first == 0 || other != first)
      base::fail("fit: Omega compares the tasks' heads, but the head of task '", tasks[of[0]].name,
                 "' has ", first, " parameters and that of task '", tasks[of[k]].name, "' ", other,
                 ": give all heads equally many, at least 1, or penalise the predictions.");
  std::vector<WeightGroup> groups(first);
  for (std::size_t p = 0; p < first; ++p)
    for (std::size_t k = 0; k < heads.size(); ++k) {
      if (heads[k][p].shape() != heads[0][p].shape())
        base::fail("fit: Omega compares the heads of the tasks '", tasks[of[0]].name, "' and '",
                   tasks[of[k]].name, "', but ", describe(heads[0][p]), " and ",
                   describe(heads[k][p]),
                   " differ in shape: name tasks whose heads are alike, as in on_heads(omega, {0, "
                   "2}), or other layers by on_layers().");
      groups[p].push_back(heads[k][p]);
    }
  return groups;
}

void check_layers(const std::vector<WeightGroup>& groups, const MultiTaskModel& model,
                  const TaskNumbers& tasks) {
  if (groups.empty())
    base::fail(
        "fit: a penalty on layers has none: give on_layers() a group of parameters for each "
        "of them, or take on_heads().");
  for (std::size_t k = 0; k < groups.size(); ++k) {
    if (groups[k].size() != tasks.size())
      base::fail("fit: group ", k, " of a penalty on layers has ", groups[k].size(), " Vars for ",
                 tasks.size(), " tasks: give one a task, in the tasks' order.");
    for (const Var& var : groups[k]) {
      if (var.empty() || !var.is_leaf())
        base::fail(
            "fit: group ", k, " of a penalty on layers holds ",
            var.empty() ? std::string("an empty Var") : describe(var),
            ", but must hold parameters of the model: give the tasks' own layers' parameters().");
      if (var.shape() != groups[k][0].shape())
        base::fail("fit: group ", k, " of a penalty on layers holds ", describe(groups[k][0]),
                   " and ", describe(var),
                   ", which must have the same shape: tie layers that all tasks have alike.");
    }
    // Of another task, a step on this one alone would not move it, nor the proximal step write it.
    for (std::size_t i = 0; i < tasks.size(); ++i)
      if (!has(model.own(tasks[i]), groups[k][i]))
        base::fail("fit: group ", k, " of a penalty on layers holds ", describe(groups[k][i]),
                   " for task '", model.tasks()[tasks[i]].name,
                   "', but it is not that task's own: give one of the task's own layers' "
                   "parameters(), in the tasks' order.");
  }
}

// One matrix, a row a task.
Tensor stacked(const WeightGroup& group) {
  const std::size_t width = group[0].size();
  Tensor w = uninitialised({group.size(), width});
  for (std::size_t t = 0; t < group.size(); ++t)
    std::copy_n(group[t].value().data(), width, w.data() + t * width);
  return w;
}

Var stacked_vars(const WeightGroup& group) {
  std::vector<Var> rows;
  for (const Var& weights : group) rows.push_back(reshape(weights, {1, weights.size()}));
  return concatenate(rows, 0);
}

void check_kinks(const Omega& omega, const Optimiser& optimiser) {
  const auto* sgd = dynamic_cast<const Sgd*>(&optimiser);
  if (sgd == nullptr)
    base::fail(
        "fit: the Omega '", omega.name(),
        "' has kinks and acts by its proximal step, whose length is the learning rate: train it "
        "with Sgd, because other optimisers take another step in each weight.");
  // At rest the velocity is g / (1 - momentum), and the proximal step would have to be as much
  // longer.
  if (sgd->momentum() > 0)
    base::fail("fit: the Omega '", omega.name(),
               "' has kinks and acts by its proximal step, which a momentum of ", sgd->momentum(),
               " would make weaker by a factor of ", 1 - sgd->momentum(),
               ": train it with Sgd without momentum.");
  if (!omega.parameters().empty())
    base::fail("fit: the Omega '", omega.name(), "' learns ", describe(omega.parameters()[0]),
               ", but has kinks and acts by its proximal step, which gives that no gradient: give "
               "it a smooth() form, or no parameters().");
}

}  // namespace

Parameters penalty_parameters(const MultiTaskModel& model, const FitOptions& options) {
  const Parameters of_model = joined(model.parameters(), model.frozen());
  Parameters result;
  for (const Penalty& penalty : options.penalties)
    for (const Parameter& p : penalty.omega->parameters())
      if (!has(of_model, p) && !has(result, p)) result.push_back(p);
  return result;
}

Parameters all_parameters(const MultiTaskModel& model, const FitOptions& options) {
  return joined(joined(model.parameters(), options.steps.balancer().parameters()),
                penalty_parameters(model, options));
}

GroupPenalty::GroupPenalty(std::shared_ptr<const Omega> omega, TaskNumbers tasks, WeightGroup group,
                           bool by_prox, std::size_t all_tasks)
    : omega_(std::move(omega)),
      tasks_(std::move(tasks)),
      group_(std::move(group)),
      by_prox_(by_prox),
      row_of_(all_tasks, group_.size()) {
  for (std::size_t row = 0; row < tasks_.size(); ++row) row_of_[tasks_[row]] = row;
  if (!by_prox_) running_ = omega_->running(stacked(group_));
}

std::vector<std::size_t> GroupPenalty::rows_of(const TaskNumbers& step) const {
  std::vector<std::size_t> rows;
  for (const std::size_t t : step)
    if (row_of_[t] < group_.size()) rows.push_back(row_of_[t]);
  return rows;
}

WeightGroup GroupPenalty::chosen(const std::vector<std::size_t>& rows) const {
  WeightGroup weights;
  for (const std::size_t row : rows) weights.push_back(group_[row]);
  return weights;
}

// What an Omega of one's own may get wrong.
Var checked_penalty(const Omega& omega, const Var& value) {
  if (value.empty() || value.size() != 1 || value.is_leaf())
    base::fail("fit: the Omega '", omega.name(), "' is ",
               value.empty() ? std::string("an empty Var") : describe(value),
               ", but must be one number that ops made of the weights: sum() it, and compute with "
               "Vars, not with their values.");
  return value;
}

Var GroupPenalty::as_loss(const TaskNumbers& step) {
  if (by_prox_) return {};
  if (!running_) return checked_penalty(*omega_, (*omega_)(group_));
  const std::vector<std::size_t> rows = rows_of(step);
  if (rows.empty()) return {};
  const WeightGroup weights = chosen(rows);
  before_ = stacked(weights);
  // With all of them there is nothing to remember.
  return checked_penalty(*omega_, rows.size() == group_.size()
                                      ? (*omega_)(group_)
                                      : running_->of(stacked_vars(weights), rows));
}

bool GroupPenalty::proximal_step(const TaskNumbers& trained, double rate) {
  const std::vector<std::size_t> rows = rows_of(trained);
  if (!by_prox_ || rows.empty()) return false;
  const Tensor w = omega_->prox(stacked(group_), rate);
  for (const std::size_t row : rows) {
    const std::span<Scalar> values = group_[row].mutable_value();
    std::copy_n(w.data() + row * values.size(), values.size(), values.begin());
  }
  return true;
}

void GroupPenalty::note_moves(const TaskNumbers& step) {
  if (!running_) return;
  const std::vector<std::size_t> rows = rows_of(step);
  if (!rows.empty()) running_->moved(rows, before_, stacked(chosen(rows)));
}

void GroupPenalty::begin_anew() {
  if (running_) running_ = omega_->running(stacked(group_));
}

void GroupPenalty::serialise(Archive& archive) {
  archive.expect("omega", omega_->name(), "the Omega");
  archive.expect("rows", group_.size(), "the number of tasks that Omega compares");
  if (running_) archive("running", *running_);
}

WeightPenalties::WeightPenalties(const MultiTaskModel& model, const Optimiser& optimiser,
                                 const FitOptions& options) {
  for (const Penalty& penalty : options.penalties) {
    const std::shared_ptr<const Omega>& omega = penalty.omega;
    if (omega->parts() != 1)
      base::fail("fit: the Omega '", omega->name(), "' is of weights that are the sum of ",
                 omega->parts(),
                 " matrices, which the layers of a network are not: minimise it with the convex "
                 "solver.");
    if (penalty.of == Penalty::Of::predictions) continue;
    const TaskNumbers tasks = penalty.tasks.empty() ? model.all_tasks() : penalty.tasks;
    if (penalty.of == Penalty::Of::layers) check_layers(penalty.layers, model, tasks);
    const bool by_prox = !omega->smooth() && omega->has_prox();
    if (by_prox) check_kinks(*omega, optimiser);
    for (const WeightGroup& group :
         penalty.of == Penalty::Of::layers ? penalty.layers : groups_of_heads(model, tasks))
      groups_.emplace_back(omega, tasks, group, by_prox, model.tasks().size());
  }
}

Var WeightPenalties::as_loss(const TaskNumbers& step) {
  Var total;
  for (GroupPenalty& group : groups_) {
    const Var penalty = group.as_loss(step);
    if (!penalty.empty()) total = total.empty() ? penalty : total + penalty;
  }
  return total;
}

void WeightPenalties::after(const TaskNumbers& step) {
  for (GroupPenalty& group : groups_) group.note_moves(step);
}

void WeightPenalties::end_round(TaskNumbers trained, double rate) {
  std::sort(trained.begin(), trained.end());
  const auto twice = std::adjacent_find(trained.begin(), trained.end());
  bool moved = false;
  if (twice != trained.end() &&
      std::any_of(groups_.begin(), groups_.end(), [](const auto& g) { return g.acts_by_prox(); }))
    base::fail("fit: task ", *twice, " was trained more than once in a round, and an Omega with ",
               "kinks takes one proximal step a round: let the selector give each task one step a ",
               "round, and more rounds.");
  for (GroupPenalty& group : groups_) moved = group.proximal_step(trained, rate) || moved;
  if (moved) begin_anew();
}

void WeightPenalties::begin_anew() {
  for (GroupPenalty& group : groups_) group.begin_anew();
}

}  // namespace tapestry::nn

#include "nn/training/fit_step.hpp"

#include <algorithm>
#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/layers/initialise.hpp"

namespace tapestry::nn {
namespace {

// Times the selector's factors, if it has any.
template <class Loss>
std::vector<Loss> factored(const std::vector<Loss>& losses, const std::vector<double>& factors,
                           const std::string& selector) {
  if (factors.empty()) return losses;
  if (factors.size() != losses.size())
    base::fail("fit: the selector '", selector, "' gave ", factors.size(), " factors for ",
               losses.size(), " tasks: it must give one a task, or none.");
  std::vector<Loss> result;
  for (std::size_t k = 0; k < losses.size(); ++k)
    result.push_back(Loss(static_cast<Scalar>(factors[k]) * losses[k]));
  return result;
}

// What a balancer of one's own may get wrong.
void check_direction(const Balancer& balancer, const BalancedStep& step,
                     const StepDirection& direction) {
  const std::size_t needed = step.parameters().size();
  if (direction.gradients.size() != direction.parameters.size() ||
      direction.parameters.size() < needed)
    base::fail("fit: ", balancer.name(), " gave ", direction.gradients.size(), " gradients for ",
               direction.parameters.size(), " parameters in round ", step.round,
               ", of a step with ", needed,
               ": its direction() must move each of step.parameters(), first and in order.");
  for (std::size_t p = 0; p < needed; ++p)
    if (direction.parameters[p].identity() != step.parameters()[p].identity())
      base::fail("fit: ", balancer.name(), " moves ", describe(direction.parameters[p]),
                 " in the place of ", describe(step.parameters()[p]), " in round ", step.round,
                 ": its direction() must move each of step.parameters(), first and in order.");
  if (balancer.includes_penalty())
    for (const Parameter& learnt : step.penalty_parameters)
      if (std::none_of(direction.parameters.begin(), direction.parameters.end(),
                       [&](const Parameter& p) { return p.identity() == learnt.identity(); }))
        base::fail("fit: ", balancer.name(), " does not move ", describe(learnt), ", which Omega ",
                   "learns, in round ", step.round,
                   ": as its includes_penalty() is true, its direction() must move all of "
                   "step.penalty_parameters.");
}

void add_penalty(const BalancedStep& step, StepDirection& direction) {
  const std::size_t before = step.parameters().size();
  std::vector<Tensor> gradients = step.tape.gradient(
      step.penalty, joined(step.parameters(), step.penalty_parameters), Unused::zeros);
  for (std::size_t p = 0; p < before; ++p)
    kernels::add_in_place(direction.gradients[p], gradients[p]);
  for (std::size_t k = 0; k < step.penalty_parameters.size(); ++k) {
    direction.parameters.push_back(step.penalty_parameters[k]);
    direction.gradients.push_back(std::move(gradients[before + k]));
  }
}

}  // namespace

FitStep::FitStep(MultiTaskModel& model, Optimiser& optimiser, const FitOptions& options)
    : model_(model),
      optimiser_(optimiser),
      options_(options),
      weight_penalties_(model, optimiser, options),
      omega_parameters_(penalty_parameters(model, options)),
      rng_(part_generator(options.seed, "layers")),
      looked_at_(model.tasks().size()) {
  for (const Parameter& p : joined(model.parameters(), model.frozen())) known_.insert(p.identity());
}

Forward FitStep::operator()(const StepBatches& step, std::size_t round) {
  if (step.tasks.empty()) return {};
  const Tape tape;
  // What the layers draw in this step: those that look at it again see the same net.
  const Rng drawn = rng_;
  const Forward before = forward(model_, step, options_.penalties, Context::training(rng_));
  check_finite(step, before, round);
  check_leaves(tape, step, drawn);
  Var penalty = before.penalty;
  if (const Var of_weights = weight_penalties_.as_loss(step.tasks); !of_weights.empty())
    penalty = penalty.empty() ? of_weights : penalty + of_weights;
  if (!penalty.empty() && !std::isfinite(penalty.item()))
    base::fail("fit: the penalties became ", penalty.item(), " in round ", round,
               ": look for a log, a root or a division at 0 in an Omega, or lower the learning "
               "rate.");
  const Selector& selector = options_.steps.selector();
  const BalancedStep view(
      tape, round, model_, step.tasks,
      factored(before.losses, selector.loss_factors(step.tasks), selector.name()),
      before.representations, penalty, used_in(tape, omega_parameters_));
  const auto losses_again = [&] {
    Rng again = drawn;
    const NoRecording pause;
    return forward(model_, step, {}, Context::training(again)).loss_values();
  };
  Balancer& balancer = options_.steps.balancer();
  StepDirection direction = balancer.direction(view);
  check_direction(balancer, view, direction);
  if (!penalty.empty() && !balancer.includes_penalty()) add_penalty(view, direction);
  // After the last backward pass: the tape refuses once a parameter has moved.
  if (Diagnosis* const diagnosis = options_.steps.diagnosis();
      diagnosis && step.tasks.size() > 1 && diagnosis->due(round))
    diagnose(view, [&] {
      return factored(losses_again(), selector.loss_factors(step.tasks), selector.name());
    });
  optimiser_.step(direction.parameters, direction.gradients);
  weight_penalties_.after(step.tasks);
  if (balancer.looks_again()) balancer.after_step(step.tasks, before.loss_values(), losses_again());
  return before;
}

void FitStep::diagnose(const BalancedStep& view,
                       const std::function<std::vector<double>()>& losses_again) {
  std::vector<bool> shared;
  for (const std::size_t owner : view.owners()) shared.push_back(owner == BalancedStep::kShared);
  const std::vector<double> losses = view.loss_values();
  // Its backward passes first, while the tape can.
  const std::vector<std::vector<Tensor>>& gradients = view.task_gradients();
  const NoRecording pause;
  options_.steps.diagnosis()->observe({view.tasks, view.parameters(), gradients, losses, shared},
                                      optimiser_.learning_rate, losses_again);
}

// A layer that an architecture forgot to name would never be trained, without a word. At the first
// step of each task, for the tape's leaves cost time.
void FitStep::check_leaves(const Tape& tape, const StepBatches& step, Rng drawn) {
  bool all = true;
  for (const std::size_t t : step.tasks) all = all && looked_at_[t];
  if (all) return;
  for (const std::size_t t : step.tasks) looked_at_[t] = true;
  std::vector<Var> leaves;
  if (omega_parameters_.empty()) {
    leaves = tape.leaves();
  } else {  // what an Omega learns may be on the step's tape; what the model reads is on this one
    const Tape of_the_model;
    forward(model_, step, {}, Context::training(drawn));
    leaves = of_the_model.leaves();
  }
  for (const Var& leaf : leaves)
    if (leaf.is_parameter() && known_.count(leaf.identity()) == 0)
      base::fail("fit: the forward pass of task '", model_.tasks()[step.tasks[0]].name, "' reads ",
                 describe(leaf),
                 ", which is in neither shared() nor an own() of the model, so that no step would "
                 "train it: name it there, or in frozen().");
}

void FitStep::check_finite(const StepBatches& step, const Forward& forward,
                           std::size_t round) const {
  for (std::size_t k = 0; k < step.tasks.size(); ++k)
    if (const Scalar loss = forward.losses[k].item(); !std::isfinite(loss))
      base::fail("fit: the loss of task '", model_.tasks()[step.tasks[k]].name, "' became ", loss,
                 " in round ", round, ": lower the learning rate, or look for a NaN in its data.");
}

}  // namespace tapestry::nn

#include "nn/training/fit_step.hpp"

#include <cmath>
#include <unordered_set>

#include "engine/array/loops.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/balancing/balanced_gradients.hpp"
#include "nn/layers/initialise.hpp"

namespace tapestry::nn {
namespace {

// The balancer's parameters that this step used: those of tasks that are not in it stay as they
// are.
Parameters used(const Parameters& parameters, const Tape& tape) {
  std::unordered_set<const void*> leaves;
  if (!parameters.empty())
    for (const Var& leaf : tape.leaves()) leaves.insert(leaf.identity());
  Parameters result;
  for (const Parameter& p : parameters)
    if (leaves.count(p.identity()) > 0) result.push_back(p);
  return result;
}

Var sum_of(const std::vector<Var>& losses) {
  Var sum;  // begins with the first loss: 0 + loss would be one more record to read
  for (const Var& loss : losses) sum = sum.empty() ? loss : sum + loss;
  return sum;
}

}  // namespace

FitStep::FitStep(MultiTaskModel& model, Optimiser& optimiser, const FitOptions& options)
    : model_(model),
      optimiser_(optimiser),
      options_(options),
      weight_penalty_(model, optimiser, options),
      on_predictions_(options.penalised == Penalised::predictions ? options.omega.get() : nullptr),
      rng_(part_generator(options.seed, "layers")) {}

Forward FitStep::operator()(const StepBatches& step, std::size_t round) {
  if (step.tasks.empty()) return {};
  Parameters parameters = model_.parameters(step.tasks);
  const Tape tape;
  // What the layers draw in this step: those that look at it again see the same net.
  const Rng drawn = rng_;
  const Forward before = forward(model_, step, on_predictions_, Context::training(rng_));
  check_finite(step, before, round);
  Var penalty = before.penalty;
  if (const Var of_weights = weight_penalty_.as_loss(); !of_weights.empty())
    penalty = penalty.empty() ? of_weights : penalty + of_weights;
  const bool look = options_.diagnosis && step.tasks.size() > 1 && options_.diagnosis->due(round);
  std::vector<std::vector<Tensor>> of_tasks;
  if (options_.gradient_balancer || look) of_tasks = tape.gradients(before.losses, parameters);
  const Parameters of_model = parameters;
  const std::vector<Tensor> slopes =
      gradients(tape, step, before, penalty, of_tasks, parameters, round);
  // After the last backward pass: the tape refuses once a parameter has moved.
  if (look) diagnose(step, before, of_tasks, of_model, drawn);
  optimiser_.step(parameters, slopes);
  weight_penalty_.proximal_step(optimiser_.learning_rate, step.tasks);
  if (options_.loss_balancer && options_.loss_balancer->looks_again()) {
    const NoRecording pause;
    Rng again = drawn;
    const Forward after = forward(model_, step, nullptr, Context::training(again));
    options_.loss_balancer->after_step(step.tasks, before.loss_values(), after.loss_values());
  }
  return before;
}

std::vector<Tensor> FitStep::gradients(const Tape& tape, const StepBatches& step,
                                       const Forward& forward, const Var& penalty,
                                       const std::vector<std::vector<Tensor>>& of_tasks,
                                       Parameters& parameters, std::size_t round) {
  if (options_.gradient_balancer) {
    std::vector<Tensor> sum =
        balanced(*options_.gradient_balancer, step.tasks, owners(model_, step.tasks), of_tasks,
                 forward.loss_values(), round);
    if (!penalty.empty()) {
      const std::vector<Tensor> of_penalty = tape.gradient(penalty, parameters);
      for (std::size_t p = 0; p < sum.size(); ++p) kernels::add_in_place(sum[p], of_penalty[p]);
    }
    return sum;
  }
  Var objective;
  if (options_.loss_balancer) {
    objective = options_.loss_balancer->combine(step.tasks, forward.losses);
    if (objective.size() != 1 || !std::isfinite(objective.item()))
      base::fail("fit: ", options_.loss_balancer->name(), " made ", describe(objective),
                 " of the losses in", " round ", round,
                 ", but must make one finite number of them: lower the learning rate, or ",
                 "mend the method.");
    parameters = joined(std::move(parameters), used(options_.loss_balancer->parameters(), tape));
  } else {
    objective = sum_of(forward.losses);
  }
  if (!penalty.empty()) objective = objective + penalty;
  return tape.gradient(objective, parameters);
}

void FitStep::diagnose(const StepBatches& step, const Forward& before,
                       const std::vector<std::vector<Tensor>>& of_tasks,
                       const Parameters& parameters, const Rng& drawn) {
  std::vector<bool> shared;
  for (std::size_t owner : owners(model_, step.tasks)) shared.push_back(owner == kShared);
  const std::vector<double> losses = before.loss_values();
  const NoRecording pause;
  options_.diagnosis->observe(
      {step.tasks, parameters, of_tasks, losses, shared}, optimiser_.learning_rate, [&] {
        Rng again = drawn;
        return forward(model_, step, nullptr, Context::training(again)).loss_values();
      });
}

void FitStep::check_finite(const StepBatches& step, const Forward& forward,
                           std::size_t round) const {
  for (std::size_t k = 0; k < step.tasks.size(); ++k)
    if (const Scalar loss = forward.losses[k].item(); !std::isfinite(loss))
      base::fail("fit: the loss of task '", model_.tasks()[step.tasks[k]].name, "' became ", loss,
                 " in round ", round, ": lower the learning rate, or look for a NaN in its data.");
}

}  // namespace tapestry::nn

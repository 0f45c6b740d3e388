#include "nn/balancing/balancer.hpp"

#include <cmath>
#include <unordered_set>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/balancing/balanced_gradients.hpp"
#include "nn/balancing/balanced_step.hpp"

namespace tapestry::nn {
namespace {

// The balancer's parameters that this step used: those of tasks that are not in it stay as they
// are.
Parameters used_in(const Tape& tape, const Parameters& parameters) {
  std::unordered_set<const void*> leaves;
  if (!parameters.empty())
    for (const Var& leaf : tape.leaves()) leaves.insert(leaf.identity());
  Parameters result;
  for (const Parameter& p : parameters)
    if (leaves.count(p.identity()) > 0) result.push_back(p);
  return result;
}

}  // namespace

StepDirection LossBalancer::direction(const BalancedStep& step) {
  Var objective = combine(step.tasks, step.losses);
  if (objective.size() != 1 || !std::isfinite(objective.item()))
    base::fail("fit: ", name(), " made ", describe(objective), " of the losses in round ",
               step.round,
               ", but must make one finite number of them: lower the learning rate, or mend the "
               "method.");
  Parameters moved = joined(step.parameters(), used_in(step.tape, parameters()));
  if (!step.penalty.empty()) objective = objective + step.penalty;
  std::vector<Tensor> gradients = step.tape.gradient(objective, moved);
  return {std::move(moved), std::move(gradients)};
}

StepDirection GradientBalancer::direction(const BalancedStep& step) {
  return {step.parameters(), balanced(*this, step)};
}

}  // namespace tapestry::nn

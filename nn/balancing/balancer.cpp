#include "nn/balancing/balancer.hpp"

#include <cmath>
#include <unordered_set>

#include "engine/array/loops.hpp"
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
  std::vector<Tensor> sum = balanced(*this, step);
  if (!step.penalty.empty()) {
    const std::vector<Tensor> of_penalty = step.tape.gradient(step.penalty, step.parameters());
    for (std::size_t p = 0; p < sum.size(); ++p) kernels::add_in_place(sum[p], of_penalty[p]);
  }
  return {step.parameters(), std::move(sum)};
}

}  // namespace tapestry::nn

#include "nn/balancing/balancer.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/balancing/balanced_gradients.hpp"
#include "nn/balancing/balanced_step.hpp"

namespace tapestry::nn {
StepDirection LossBalancer::direction(const BalancedStep& step) {
  Var objective = combine(step.tasks, step.losses);
  if (objective.size() != 1 || !std::isfinite(objective.item()))
    base::fail("fit: ", name(), " made ", describe(objective), " of the losses in round ",
               step.round,
               ", but must make one finite number of them: lower the learning rate, or mend the "
               "method.");
  Parameters moved = joined(step.parameters(), used_in(step.tape, parameters()));
  moved = joined(std::move(moved), step.penalty_parameters);
  if (!step.penalty.empty()) objective = objective + step.penalty;
  std::vector<Tensor> gradients = step.tape.gradient(objective, moved);
  return {std::move(moved), std::move(gradients)};
}

StepDirection GradientBalancer::direction(const BalancedStep& step) {
  return {step.parameters(), balanced(*this, step)};
}

}  // namespace tapestry::nn

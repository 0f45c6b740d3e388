#include "nn/balancing/uncertainty.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "nn/balancing/loss_weights.hpp"

namespace tapestry::nn {

Uncertainty::Uncertainty(const std::vector<Task>& tasks) {
  if (tasks.empty())
    base::fail(
        "uncertainty: no tasks were given, but at least one is needed: give the model's tasks().");
  for (const Task& task : tasks) {
    log_variances_.push_back(Var::parameter("uncertainty." + task.name, zeros({})));
    factors_.push_back(task.loss.answer == Answer::numbers ? Scalar(0.5) : Scalar(1));
  }
}

Var Uncertainty::combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) {
  check_losses(name(), tasks, losses);
  Var sum;
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const std::size_t t = tasks[k];
    if (t >= factors_.size())
      base::fail("uncertainty: a step has task ", t, ", but the balancer was made for ",
                 factors_.size(),
                 " tasks, numbered from 0: make it with the tasks() of the model.");
    const Var& s = log_variances_[t];
    const Var term = factors_[t] * exp(-s) * losses[k] + Scalar(0.5) * s;
    sum = sum.empty() ? term : sum + term;
  }
  return sum;
}

}  // namespace tapestry::nn

#include "nn/balancing/gradnorm.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/balancing/gramian.hpp"

namespace tapestry::nn {

GradNorm::GradNorm(double alpha, double rate) : alpha_(alpha), rate_(rate) {
  if (!(alpha >= 0 && std::isfinite(alpha)))
    base::fail("GradNorm: alpha is ", alpha, ", but must be finite and 0 or more: 1.5 is usual.");
  if (!(rate >= 0 && std::isfinite(rate)))
    base::fail("GradNorm: the rate is ", rate,
               ", but must be finite and 0 or more: 0.025 is usual.");
}

Weighting GradNorm::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  if (gradients.losses.size() != n)
    base::fail("GradNorm: there are ", gradients.losses.size(), " losses for ", n,
               " tasks: give one loss a task.");
  for (std::size_t t = 0; t < n; ++t) {
    const double loss = gradients.losses[t];
    const bool first = learned_.count(gradients.tasks[t]) == 0;
    if (!std::isfinite(loss) || loss < 0 || (first && !(loss > 0)))
      base::fail(
          "GradNorm: the loss of task ", gradients.tasks[t], " is ", loss,
          ", but must be finite, 0 or more, and in the task's first step more than 0, as later "
          "ones are divided by it: use a loss that is positive, or another method.");
  }
  Weighting now{std::vector<double>(n), {}};
  std::vector<double> rate(n);
  double mean_rate = 0, mean_length = 0;
  const std::vector<double> length = lengths(gradients);
  for (std::size_t t = 0; t < n; ++t) {
    const Learned& task =
        learned_.try_emplace(gradients.tasks[t], Learned{1, gradients.losses[t]}).first->second;
    now.weights[t] = task.weight;
    rate[t] = gradients.losses[t] / task.first_loss;
    mean_rate += rate[t] / static_cast<double>(n);
    mean_length += task.weight * length[t] / static_cast<double>(n);
  }
  if (!(mean_length > 0)) return now;
  std::vector<double> next = now.weights;
  double sum = 0, next_sum = 0;
  for (std::size_t t = 0; t < n; ++t) {
    const double relative = now.weights[t] * length[t] / mean_length;
    const double target = std::pow(mean_rate > 0 ? rate[t] / mean_rate : 1, alpha_);
    const double sign = relative > target ? 1 : relative < target ? -1 : 0;
    next[t] *= std::exp(-rate_ * sign * relative);
    sum += now.weights[t];
    next_sum += next[t];
  }
  for (std::size_t t = 0; t < n; ++t)
    learned_[gradients.tasks[t]].weight = next[t] * sum / next_sum;
  return now;
}

}  // namespace tapestry::nn

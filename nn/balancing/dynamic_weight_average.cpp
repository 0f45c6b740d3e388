#include "nn/balancing/dynamic_weight_average.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "nn/balancing/loss_weights.hpp"

namespace tapestry::nn {

DynamicWeightAverage::DynamicWeightAverage(double temperature) : temperature_(temperature) {
  if (!(temperature > 0 && std::isfinite(temperature)))
    base::fail("DWA: the temperature is ", temperature,
               ", but must be positive and finite: 2 is the paper's.");
}

Var DynamicWeightAverage::combine(const std::vector<std::size_t>& tasks,
                                  const std::vector<Var>& losses) {
  check_losses(name(), tasks, losses);
  std::vector<double> weights(tasks.size(), 1.0);
  for (std::size_t k = 0; k < tasks.size() && !weights_.empty(); ++k) {
    if (tasks[k] >= weights_.size())
      base::fail("DWA: a step has task ", tasks[k], ", but the epoch before had ", weights_.size(),
                 " tasks, numbered from 0: take a new balancer for another model.");
    weights[k] = weights_[tasks[k]];
  }
  return weighted_sum(weights, losses);
}

void DynamicWeightAverage::end_epoch(const std::vector<double>& mean_losses) {
  const std::size_t n = mean_losses.size();
  if (n == 0) base::fail("DWA: an epoch ended without tasks, but at least one is needed.");
  if (!last_.empty() && last_.size() != n)
    base::fail("DWA: an epoch has the mean losses of ", n, " tasks, but the one before had ",
               last_.size(), ": give one a task, and take a new balancer for another model.");
  for (std::size_t t = 0; t < n; ++t)
    if (!(mean_losses[t] >= 0 && std::isfinite(mean_losses[t])))
      base::fail(
          "DWA: the mean loss of task ", t, " is ", mean_losses[t],
          ", but must be 0 or more, and finite, because ratios of losses are compared: take a ",
          "loss that is never negative.");
  last_.resize(n);
  previous_.resize(n);
  std::vector<double> w(n, 1 / temperature_);
  for (std::size_t t = 0; t < n; ++t) {
    if (mean_losses[t] > 0) {
      previous_[t] = last_[t];
      last_[t] = mean_losses[t];
    }
    if (previous_[t] > 0) w[t] = last_[t] / previous_[t] / temperature_;
  }
  weights_ = softmax_of(w);
  for (double& weight : weights_) weight *= static_cast<double>(n);
}

}  // namespace tapestry::nn

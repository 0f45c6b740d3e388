#include "nn/balancing/gramian.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {

void check_gramian(const std::string& balancer, const TaskGradients& gradients) {
  const std::size_t n = gradients.size();
  if (n == 0) base::fail(balancer, ": there are no tasks, but at least one is needed.");
  if (gradients.gramian.size() != n * n)
    base::fail(balancer, ": the Gramian has ", gradients.gramian.size(), " numbers, but ", n,
               " tasks need ", n, " x ", n, ": give one inner product for each pair of tasks.");
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = 0; t < n; ++t) {
      if (!std::isfinite(gradients.dot(s, t)))
        base::fail(balancer, ": the inner product of the gradients of tasks ", gradients.tasks[s],
                   " and ", gradients.tasks[t], " is ", gradients.dot(s, t),
                   ", but must be finite: lower the learning rate, or look for the "
                   "first NaN.");
    }
  for (std::size_t t = 0; t < n; ++t)
    if (gradients.dot(t, t) < 0)
      base::fail(balancer, ": the squared length of task ", gradients.tasks[t], "'s gradient is ",
                 gradients.dot(t, t),
                 ", but must be 0 or more: give the inner products themselves.");
}

double dot_with(const TaskGradients& gradients, const std::vector<double>& weights, std::size_t s) {
  double sum = 0;
  for (std::size_t t = 0; t < weights.size(); ++t) sum += weights[t] * gradients.dot(t, s);
  return sum;
}

std::vector<double> lengths(const TaskGradients& gradients) {
  std::vector<double> all;
  for (std::size_t t = 0; t < gradients.size(); ++t) all.push_back(std::sqrt(gradients.dot(t, t)));
  return all;
}

std::vector<double> cosines(const TaskGradients& gradients) {
  const std::size_t n = gradients.size();
  const std::vector<double> length = lengths(gradients);
  std::vector<double> all(n * n, 0.0);
  for (std::size_t s = 0; s < n; ++s)
    for (std::size_t t = 0; t < n; ++t)
      if (length[s] > 0 && length[t] > 0)  // divided twice, as the product may overflow
        all[s * n + t] = std::clamp(gradients.dot(s, t) / length[s] / length[t], -1.0, 1.0);
  for (std::size_t t = 0; t < n; ++t)
    if (length[t] > 0) all[t * n + t] = 1;
  return all;
}

}  // namespace tapestry::nn

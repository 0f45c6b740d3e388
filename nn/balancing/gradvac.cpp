#include "nn/balancing/gradvac.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "nn/balancing/gramian.hpp"
#include "nn/balancing/random_order.hpp"

namespace tapestry::nn {

GradVac::GradVac(double beta, std::uint64_t seed) : beta_(beta), rng_(seed) {
  if (!(beta >= 0 && beta <= 1))
    base::fail("GradVac: beta is ", beta, ", but must be from 0 to 1: 0.01 is usual.");
}

Weighting GradVac::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  const std::vector<double> length = lengths(gradients);
  std::vector<double> sum(n, 0.0);
  for (std::size_t t = 0; t < n; ++t) {
    std::vector<double> v(n, 0.0);
    v[t] = 1;
    for (std::size_t s : others_in_random_order(t, n, rng_)) {
      double squared = 0, terms = 0;
      for (std::size_t k = 0; k < n; ++k) {
        squared += v[k] * dot_with(gradients, v, k);
        terms += std::abs(v[k]) * length[k];
      }
      if (!(length[s] > 0) || squared <= 1e-14 * terms * terms) continue;
      const double norm = std::sqrt(squared);
      const double cosine = std::clamp(dot_with(gradients, v, s) / norm / length[s], -1.0, 1.0);
      double& target = targets_[{gradients.tasks[t], gradients.tasks[s]}];
      const double goal = std::min(target, 1 - 1e-6);
      if (cosine < goal)
        v[s] += norm / length[s] *
                (goal * std::sqrt(1 - cosine * cosine) / std::sqrt(1 - goal * goal) - cosine);
      target = (1 - beta_) * target + beta_ * cosine;
    }
    for (std::size_t s = 0; s < n; ++s) sum[s] += v[s];
  }
  return {sum, {}};
}

}  // namespace tapestry::nn

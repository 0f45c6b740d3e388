#include "nn/balancing/pcgrad.hpp"

#include "nn/balancing/gramian.hpp"
#include "nn/balancing/random_order.hpp"

namespace tapestry::nn {

Weighting PcGrad::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  std::vector<double> sum(n, 0.0);
  for (std::size_t t = 0; t < n; ++t) {
    std::vector<double> v(n, 0.0);
    v[t] = 1;
    for (std::size_t s : others_in_random_order(t, n, rng_)) {
      const double along = dot_with(gradients, v, s);
      if (along < 0 && gradients.dot(s, s) > 0) v[s] -= along / gradients.dot(s, s);
    }
    for (std::size_t s = 0; s < n; ++s) sum[s] += v[s];
  }
  return {sum, {}};
}

}  // namespace tapestry::nn

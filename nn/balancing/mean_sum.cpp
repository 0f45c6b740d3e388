#include "nn/balancing/mean_sum.hpp"

#include "nn/balancing/gramian.hpp"

namespace tapestry::nn {

Weighting MeanGradient::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  return {std::vector<double>(n, 1 / static_cast<double>(n)), {}};
}

Weighting SumGradient::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  return {std::vector<double>(gradients.size(), 1.0), {}};
}

}  // namespace tapestry::nn

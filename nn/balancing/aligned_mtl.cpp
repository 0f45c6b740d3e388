#include "nn/balancing/aligned_mtl.hpp"

#include <cmath>

#include "nn/balancing/gramian.hpp"
#include "nn/balancing/symmetric_jacobi.hpp"

namespace tapestry::nn {

Weighting AlignedMtl::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  const double share = 1 / static_cast<double>(n);
  const JacobiEigen eigen = symmetric_jacobi(gradients.gramian, n);
  std::size_t rank = 0;
  while (rank < n && eigen.values[rank] > 1e-12 * eigen.values[0]) ++rank;
  if (rank == 0) return {std::vector<double>(n, share), eigen.status};
  Weighting result{std::vector<double>(n, 0.0), eigen.status};
  for (std::size_t k = 0; k < rank; ++k) {
    const std::vector<double>& v = eigen.vectors[k];
    double along = 0;
    for (double x : v) along += share * x;
    const double shrink = std::sqrt(eigen.values[rank - 1] / eigen.values[k]);
    for (std::size_t t = 0; t < n; ++t) result.weights[t] += shrink * along * v[t];
  }
  return result;
}

}  // namespace tapestry::nn

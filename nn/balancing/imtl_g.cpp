#include "nn/balancing/imtl_g.hpp"

#include <cmath>
#include <numeric>

#include "nn/balancing/gramian.hpp"
#include "nn/balancing/symmetric_jacobi.hpp"

namespace tapestry::nn {

Weighting ImtlG::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  const std::vector<double> length = lengths(gradients), c = cosines(gradients);
  const JacobiEigen eigen = symmetric_jacobi(c, n);
  std::vector<double> b(n, 0.0);  // the least solution of C b = 1
  for (std::size_t k = 0; k < n && eigen.values[k] > 1e-12 * eigen.values[0]; ++k) {
    const std::vector<double>& v = eigen.vectors[k];
    double along = 0;  // the part of 1 along v; a zero gradient has no say
    for (std::size_t t = 0; t < n; ++t) along += length[t] > 0 ? v[t] : 0.0;
    for (std::size_t t = 0; t < n; ++t) b[t] += along / eigen.values[k] * v[t];
  }
  Weighting result{std::vector<double>(n, 0.0), eigen.status};
  double sum = 0, size = 0;
  for (std::size_t t = 0; t < n; ++t) {
    if (!(length[t] > 0)) continue;
    double projection = 0;
    for (std::size_t s = 0; s < n; ++s) projection += c[t * n + s] * b[s];
    if (std::abs(projection - 1) > 1e-6) return {std::vector<double>(n, 0.0), eigen.status};
    result.weights[t] = b[t] / length[t];
    sum += result.weights[t];
    size += std::abs(result.weights[t]);
  }
  const bool normalisable = std::abs(sum) > 1e-9 * size;
  for (double& weight : result.weights) weight = normalisable ? weight / sum : 0.0;
  return result;
}

}  // namespace tapestry::nn

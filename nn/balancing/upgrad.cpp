#include "nn/balancing/upgrad.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "nn/balancing/gramian.hpp"
#include "nn/balancing/small_qp.hpp"

namespace tapestry::nn {

UpGrad::UpGrad(double regularisation) : regularisation_(regularisation) {
  if (!(regularisation >= 0 && std::isfinite(regularisation)))
    base::fail("UpGrad: the regularisation is ", regularisation,
               ", but must be finite and 0 or more.");
}

Weighting UpGrad::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  double trace = 0;
  for (std::size_t t = 0; t < n; ++t) trace += gradients.dot(t, t);
  std::vector<double> gramian = gradients.gramian;
  for (std::size_t t = 0; t < n; ++t) gramian[t * n + t] += regularisation_ * trace;
  Weighting mean{std::vector<double>(n, 0.0), {true, 0, 0, qp_tolerance}};
  for (std::size_t t = 0; t < n; ++t) {
    std::vector<double> only(n, 0.0);
    only[t] = 1;
    const QpSolution v = dual_cone_projection(gramian, only);
    for (std::size_t s = 0; s < n; ++s) mean.weights[s] += v.x[s] / static_cast<double>(n);
    mean.status.iterations += v.status.iterations;
    mean.status.residual = std::max(mean.status.residual, v.status.residual);
    mean.status.solved = mean.status.solved && v.status.solved;
  }
  return mean;
}

}  // namespace tapestry::nn

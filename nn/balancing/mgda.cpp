#include "nn/balancing/mgda.hpp"

#include "nn/balancing/gramian.hpp"
#include "nn/balancing/small_qp.hpp"

namespace tapestry::nn {

Weighting Mgda::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const QpSolution a = min_norm_point(gradients.gramian, gradients.size());
  return {a.x, a.status};
}

}  // namespace tapestry::nn

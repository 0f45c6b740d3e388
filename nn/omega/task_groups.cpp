#include "nn/omega/task_groups.hpp"

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

TaskGroups::TaskGroups(double strength) : strength_(checked_strength("TaskGroups", strength)) {}

Var TaskGroups::of(const Var& w) const {
  check_two_axes("TaskGroups", w.shape());
  return strength_ * sum(l2_norm(w, {1}));
}

Tensor TaskGroups::prox(const Tensor& w, double step) const {
  check_prox("TaskGroups", w.shape(), step);
  Tensor v = w;
  for (std::size_t t = 0; t < w.shape()[0]; ++t)
    shrink_group(v.data() + t * w.shape()[1], w.shape()[1], 1, double{strength_} * step);
  return v;
}

}  // namespace tapestry::nn

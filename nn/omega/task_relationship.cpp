#include "nn/omega/task_relationship.hpp"

#include "engine/array/blas.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/linalg/singular_values.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/trace_norm.hpp"

namespace tapestry::nn {

TaskRelationship::TaskRelationship(double strength)
    : strength_(checked_strength("TaskRelationship", strength)) {}

Var TaskRelationship::of(const Var& w) const {
  check_two_axes("TaskRelationship", w.shape());
  return strength_ * square(sum(singular_values(w)));
}

Tensor TaskRelationship::prox(const Tensor& w, double step) const {
  check_prox("TaskRelationship", w.shape(), step);
  // If k singular values stay above 0, their sum S is (sum of the k largest) - k 2 strength step S.
  // The k-th stays where it is above the threshold that k makes.
  const kernels::SingularValues parts = finite_decomposition("TaskRelationship", w);
  const double pull = 2 * double{strength_} * step;
  double sum = 0, threshold = 0;
  for (std::size_t k = 0; k < parts.values.size(); ++k) {
    sum += double{parts.values(k)};
    const double candidate = pull * sum / (1 + pull * static_cast<double>(k + 1));
    // Equal, where the pull is so strong that nothing is left beside it.
    if (double{parts.values(k)} >= candidate) threshold = candidate;
  }
  return shrink_singular_values(parts, threshold);
}

Tensor TaskRelationship::covariance(const Tensor& w) const {
  check_two_axes("TaskRelationship", w.shape());
  const kernels::SingularValues parts = finite_decomposition("TaskRelationship", w);
  const double trace = kernels::sum_in_double(parts.values.data(), parts.values.size());
  if (trace == 0)
    base::fail("TaskRelationship: w ", to_string(w.shape()),
               " is 0, and has no covariance: ask for it once the weights are trained.");
  Tensor scaled = parts.left;
  for (std::size_t t = 0; t < scaled.shape()[0]; ++t)
    for (std::size_t k = 0; k < parts.values.size(); ++k)
      scaled(t, k) *= static_cast<Scalar>(double{parts.values(k)} / trace);
  return kernels::matrix_product(scaled, parts.left, false, true);
}

}  // namespace tapestry::nn

#include "nn/omega/trace_norm.hpp"

#include <cmath>

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/singular_values.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

TraceNorm::TraceNorm(double strength) : strength_(checked_strength("TraceNorm", strength)) {}

Var TraceNorm::of(const Var& w) const {
  check_two_axes("TraceNorm", w.shape());
  return strength_ * sum(singular_values(w));
}

Tensor TraceNorm::prox(const Tensor& w, double step) const {
  check_prox("TraceNorm", w.shape(), step);
  return shrink_singular_values(finite_decomposition("TraceNorm", w), double{strength_} * step);
}

kernels::SingularValues finite_decomposition(const std::string& who, const Tensor& w) {
  if (w.size() == 0) base::fail(who, ": w is ", to_string(w.shape()), ", but must not be empty.");
  for (const Scalar x : w.storage())
    if (!std::isfinite(x))
      base::fail(who, ": w ", to_string(w.shape()), " holds ", x,
                 ", and its singular values cannot be found: look where the weights diverged.");
  return kernels::singular_value_decomposition(w);
}

Tensor shrink_singular_values(kernels::SingularValues parts, double threshold) {
  for (std::size_t i = 0; i < parts.left.shape()[0]; ++i)
    for (std::size_t k = 0; k < parts.values.size(); ++k)
      parts.left(i, k) *= static_cast<Scalar>(soft_threshold(parts.values(k), threshold));
  return kernels::matrix_product(parts.left, parts.right, false, true);
}

}  // namespace tapestry::nn

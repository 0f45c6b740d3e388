#include "nn/omega/lasso.hpp"

#include "engine/array/loops.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

Lasso::Lasso(double strength) : strength_(checked_strength("Lasso", strength)) {}

Var Lasso::of(const Var& w) const {
  check_two_axes("Lasso", w.shape());
  return strength_ * l1_norm(w);
}

Tensor Lasso::prox(const Tensor& w, double step) const {
  check_prox("Lasso", w.shape(), step);
  const double threshold = double{strength_} * step;
  return kernels::map(w,
                      [=](Scalar x) { return static_cast<Scalar>(soft_threshold(x, threshold)); });
}

}  // namespace tapestry::nn

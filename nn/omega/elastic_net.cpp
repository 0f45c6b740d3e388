#include "nn/omega/elastic_net.hpp"

#include "engine/array/loops.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

ElasticNet::ElasticNet(double lasso, double ridge)
    : lasso_(checked_strength("ElasticNet", lasso, "strength of the lasso")),
      ridge_(checked_strength("ElasticNet", ridge, "strength of the ridge")) {}

Var ElasticNet::of(const Var& w) const {
  check_two_axes("ElasticNet", w.shape());
  return lasso_ * l1_norm(w) + ridge_ * sum(square(w));
}

Tensor ElasticNet::prox(const Tensor& w, double step) const {
  check_prox("ElasticNet", w.shape(), step);
  const double threshold = double{lasso_} * step, divisor = 1 + 2 * double{ridge_} * step;
  return kernels::map(
      w, [=](Scalar x) { return static_cast<Scalar>(soft_threshold(x, threshold) / divisor); });
}

}  // namespace tapestry::nn

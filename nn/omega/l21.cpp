#include "nn/omega/l21.hpp"

#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

L21::L21(double strength) : strength_(checked_strength("L21", strength)) {}

Var L21::of(const Var& w) const {
  check_two_axes("L21", w.shape());
  return strength_ * sum(l2_norm(w, {0}));
}

Tensor L21::prox(const Tensor& w, double step) const {
  check_prox("L21", w.shape(), step);
  const double threshold = double{strength_} * step;
  Tensor v = w;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    double norm = 0;
    for (std::size_t t = 0; t < w.shape()[0]; ++t) norm = std::hypot(norm, double{w(t, j)});
    if (norm == 0) continue;
    const double factor = norm <= threshold ? 0 : 1 - threshold / norm;
    for (std::size_t t = 0; t < w.shape()[0]; ++t)
      v(t, j) = static_cast<Scalar>(factor * double{w(t, j)});
  }
  return v;
}

}  // namespace tapestry::nn

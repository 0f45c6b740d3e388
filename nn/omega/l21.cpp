#include "nn/omega/l21.hpp"

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
  Tensor v = w;
  for (std::size_t j = 0; j < w.shape()[1]; ++j)
    shrink_group(v.data() + j, w.shape()[0], w.shape()[1], double{strength_} * step);
  return v;
}

}  // namespace tapestry::nn

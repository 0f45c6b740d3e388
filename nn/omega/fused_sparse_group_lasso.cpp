#include "nn/omega/fused_sparse_group_lasso.hpp"

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/chain_steps.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

FusedSparseGroupLasso::FusedSparseGroupLasso(double lasso, double fused, double features)
    : lasso_(checked_strength("FusedSparseGroupLasso", lasso, "strength of the lasso")),
      fused_(checked_strength("FusedSparseGroupLasso", fused, "strength of the jumps")),
      features_(checked_strength("FusedSparseGroupLasso", features, "strength of the features")) {}

Var FusedSparseGroupLasso::of(const Var& w) const {
  check_two_axes("FusedSparseGroupLasso", w.shape());
  return lasso_ * sum(abs(w)) + fused_ * sum(abs(steps_along_chain(w))) +
         features_ * sum(l2_norm(w, {0}));
}

Tensor FusedSparseGroupLasso::prox(const Tensor& w, double step) const {
  check_prox("FusedSparseGroupLasso", w.shape(), step);
  const std::size_t tasks = w.shape()[0], columns = w.shape()[1];
  Tensor v = w;
  std::vector<double> column(tasks);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t t = 0; t < tasks; ++t) column[t] = w(t, j);
    column = taut_string(column, double{fused_} * step);
    for (std::size_t t = 0; t < tasks; ++t)
      v(t, j) = static_cast<Scalar>(soft_threshold(column[t], double{lasso_} * step));
    shrink_group(v.data() + j, tasks, columns, double{features_} * step);
  }
  return v;
}

}  // namespace tapestry::nn

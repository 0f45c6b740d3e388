// Fused sparse group lasso: tasks on a chain that use few features, and change in jumps.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// lasso * sum_tj | w_tj | + fused * sum_t || w_t - w_(t-1) ||_1 + features * sum_j sqrt(sum_t
// w_tj^2)
//
// Assumes that the tasks stand on a chain, that most inputs are needed by none of them, and that an
// input's weight is the same along stretches of the chain (Zhou, Liu, Narayan & Ye 2012, "Modeling
// disease progression via fused sparse group lasso", the convex "cFSGL"). It hurts where the order
// says nothing; where weights drift, the temporal group lasso fits better. The gradient is that of
// the three, with the subgradient 0 at their kinks. The prox of each column is three proxes one
// after the other: the taut string of the jumps, the soft threshold, and the group's shrinkage (the
// paper's theorem 1). Cost: tasks * parameters; the prox at most tasks times that.
class FusedSparseGroupLasso : public Omega {
 public:
  FusedSparseGroupLasso(double lasso, double fused, double features);
  std::string name() const override { return "fused sparse group lasso"; }
  std::string settings() const override {
    return base::exact_text("lasso ", lasso_, ", fused ", fused_, ", features ", features_);
  }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar lasso_, fused_, features_;
};

}  // namespace tapestry::nn

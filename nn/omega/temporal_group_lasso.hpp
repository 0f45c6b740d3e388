// Temporal group lasso: tasks on a chain that use the same features and change little.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// ridge * || w ||_F^2 + chain * sum_t || w_t - w_(t-1) ||^2 + features * sum_j sqrt(sum_t w_tj^2)
//
// Assumes that the tasks are one quantity at successive times, such as the course of an illness:
// all need the same few inputs, and weights change slowly (Zhou, Yuan, Liu & Ye 2011, "A multi-task
// learning formulation for predicting disease progression"). It hurts where the order says nothing,
// and where weights jump: then see the fused sparse group lasso. The gradient is 2 ridge w +
// 2 chain Lap w + that of L2,1, with Lap the chain's Laplacian.
//
// The prox of column w_j: in the chain's cosine basis, where Lap is diagonal (eigenvalues
// 2 - 2 cos(pi k / tasks)), element k is divided by 1 + 2 step (ridge + chain eigenvalue_k) +
// step features / ||v||, and the one norm ||v|| that this gives itself is found by bisection; 0,
// where || w_j || <= step features. Cost: tasks * parameters; the prox tasks times that.
class TemporalGroupLasso : public Omega {
 public:
  TemporalGroupLasso(double ridge, double chain, double features);
  std::string name() const override { return "temporal group lasso"; }
  std::string settings() const override {
    return base::exact_text("ridge ", ridge_, ", chain ", chain_, ", features ", features_);
  }
  Var of(const Var& w) const override;
  bool smooth() const override { return features_ == 0; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar ridge_, chain_, features_;
};

}  // namespace tapestry::nn

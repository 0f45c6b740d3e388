// Known covariance: how the tasks go together is told, as a covariance matrix.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * tr(w^T C^-1 w) = strength * sum_st (C^-1)_st w_s . w_t
//
// Assumes that the tasks' weights for each input are drawn from a normal distribution whose
// covariance between tasks is C [tasks x tasks]: it is the prior of a Gaussian process over tasks
// (Bonilla, Chai & Williams 2008, "Multi-task Gaussian process prediction"), and the step in w of
// learning w and C in turn (Zhang & Yeung 2010; task_relationship.hpp does both at once). It hurts
// where C is wrong. A graph's Laplacian plus a small diagonal is such a C^-1. The gradient is
// 2 strength C^-1 w; the prox is (C + 2 strength step I)^-1 C w. Cost: tasks^2 * parameters, and
// tasks^3 in each prox.
class TaskCovariance : public Omega {
 public:
  // Throws where C is not square, not finite, not symmetric or not positive definite, naming where.
  TaskCovariance(Tensor covariance, double strength);
  std::string name() const override { return "task covariance"; }
  std::string settings() const override;
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Tensor covariance_, precision_;  // C, C^-1
  Scalar strength_;
};

}  // namespace tapestry::nn

// L2,1: the tasks use the same features.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_j sqrt(sum_t w_tj^2): the 2-norm of each parameter's column over the tasks
//
// Assumes that all tasks need the same few inputs: a column is 0 for all tasks or for none
// (Argyriou, Evgeniou & Pontil 2008, "Convex multi-task feature learning"; Obozinski, Taskar &
// Jordan 2010, "Joint covariate selection and joint subspace selection for multiple classification
// problems"). The gradient at column w_j is strength w_j / ||w_j||, and 0 at the kink w_j = 0; the
// prox shrinks each column: w_j max(1 - strength step / ||w_j||, 0). Without the factor sqrt(group
// size) of the group lasso: all columns are as long as there are tasks. It hurts where each task
// uses features of its own: one task's need keeps a column for all. (scikit-learn's MultiTaskLasso
// divides the loss by 2 n: its alpha is this strength / 2 n.) Cost: tasks * parameters.
class L21 : public Omega {
 public:
  explicit L21(double strength);
  std::string name() const override { return "L2,1"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

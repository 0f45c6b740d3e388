// Learned task relationship: which tasks are alike, and which opposed, is learnt with the weights.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * min over C of tr(w^T C^-1 w), where C [tasks x tasks] is a covariance of trace 1
//
// Assumes that the tasks' weights are drawn with one unknown covariance between tasks; what it is,
// positive, negative or none, is found from w (Zhang & Yeung 2010, "A convex formulation for
// learning task relationships in multi-task learning"). The paper minimises over w and C in turn;
// the best C for a w is (w w^T)^(1/2) / tr (w w^T)^(1/2), and with it the value is
// strength * (sum of w's singular values)^2. That is what `of` gives, so C is always up to date:
// the gradient, 2 strength C^-1 w, is the one that a step with this C held fixed would take. The
// prox soft-thresholds the singular values by 2 strength step S, where S is the sum of the results.
// w must be finite and not empty. It hurts where the tasks have nothing to do with each other, as
// the trace norm does, whose square this is: at fitting strengths both have the same solutions.
// Cost: as the trace norm's.
class TaskRelationship : public Omega {
 public:
  explicit TaskRelationship(double strength);
  std::string name() const override { return "task relationship"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

  // The learnt C [tasks x tasks] of these weights; throws for w = 0, where every C is as good.
  Tensor covariance(const Tensor& w) const;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

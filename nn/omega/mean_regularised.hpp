// Mean-regularised multi-task learning.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_t || w_t - mean_s w_s ||^2
//
// The tasks are assumed to lie around one centre, and each is pulled to it (Evgeniou & Pontil 2004,
// "Regularized Multi-Task Learning", with the centre solved for). The gradient at w_t is
// 2 strength (w_t - mean). 0: the tasks are independent; to infinity: they become one. The prox
// keeps the mean and divides each distance from it by 1 + 2 strength step. Equal to strength /
// tasks times the sum over all pairs, each once, of || w_s - w_t ||^2, which is not how it is
// computed. It hurts where there is no centre: opposed tasks, or groups far apart. Cost: tasks *
// parameters; a step on few tasks, theirs.
class MeanRegularised : public Omega {
 public:
  explicit MeanRegularised(double strength);
  std::string name() const override { return "mean-regularised"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;
  // Remembers the mean: in the rows of a few tasks the gradient is the same with it as a constant,
  // because the distances from the mean add up to 0.
  std::unique_ptr<RunningOmega> running(const Tensor& w) const override;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

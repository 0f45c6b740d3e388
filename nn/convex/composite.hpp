// The objective of a convex model in the two pieces that a proximal method needs: f, which has
// gradients, and a rest that has a proximal step.
#pragma once

#include "nn/convex/task_losses.hpp"
#include "nn/omega/omega.hpp"

namespace tapestry::nn {

class Composite {
 public:
  // by_prox: Omega is the rest; else it is part of f, and nothing is left. Throws where Omega has
  // kinks and no prox. The loss and Omega must outlive it.
  Composite(const TaskLosses& loss, const Omega& omega, bool prox_if_smooth);

  const TaskLosses& loss() const { return loss_; }
  const Omega& omega() const { return omega_; }
  Shape shape() const;  // of w as Omega takes it: [parts tasks x features]

  // The tasks' weights [tasks x features]: w, or the sum of its two parts.
  Tensor weights(const Tensor& w) const;

  // f, and with its gradient [as w]. Throw, naming the point, where they are not finite.
  struct Smooth {
    double value;
    Tensor gradient;
  };
  double smooth(const Tensor& w) const;
  Smooth smooth_with_gradient(const Tensor& w) const;

  Tensor prox(const Tensor& w, double step) const;  // w itself, where nothing is left to the prox
  double objective(const Tensor& w) const;          // loss + Omega

 private:
  Var smooth_var(const Var& w) const;

  const TaskLosses& loss_;
  const Omega& omega_;
  bool by_prox_;
};

}  // namespace tapestry::nn

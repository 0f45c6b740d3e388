// Omega(f): the penalty on differences between the tasks, in
//   L(f) = sum_t || y_t - f_t(x) ||^2 + Omega(f).
//
// An Omega is given one Var a task, all of one shape, and returns a scalar Var. What the Vars are
// is the caller's choice: the tasks' weights of any layer, or the tasks' predictions on the same x
// (the literal reading of the formula).
#pragma once

#include <vector>

#include "engine/var.hpp"

namespace tapestry::nn {

class Omega {
 public:
  virtual ~Omega() = default;

  // -> scalar, 0 or more. Throws for no tasks, and where two tasks' shapes differ.
  virtual Var operator()(const std::vector<Var>& tasks) const = 0;
};

// strength * sum_t || w_t - mean_s w_s ||^2
//
// The tasks are assumed to lie around one centre, and each is pulled to it (Evgeniou & Pontil 2004,
// "Regularized Multi-Task Learning", with the centre solved for). The gradient at w_t is
// 2 strength (w_t - mean). 0: the tasks are independent; to infinity: they become one.
class MeanRegularised : public Omega {
 public:
  explicit MeanRegularised(double strength);
  Var operator()(const std::vector<Var>& tasks) const override;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

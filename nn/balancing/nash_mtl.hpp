// Nash-MTL: the tasks bargain for the direction.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = sum_t a_t g_t, a the solution of  G a = 1 / a, a > 0  (Navon et al. 2022, "Multi-Task
// Learning as a Bargaining Game"). It is the direction of largest product of the gains <g_t, d> in
// a ball, so it is Nash's bargaining solution. <g_t, d> = 1 / a_t > 0: d conflicts with no task. A
// task's scale changes nothing: of c g_t the weight is a_t / c. Hence ||d|| = sqrt(T) at every
// step, however small the gradients are: lower the learning rate as training goes on.
//
// G a = 1 / a is where  1/2 a' G a - sum_t log a_t  is least, a convex problem. It is solved by
// damped Newton (Boyd & Vandenberghe, "Convex Optimization", section 9.6) for b_t = a_t ||g_t||,
// whose Gramian is that of the cosines. Cost: some 5 to 40 steps of O(T^3). Status: the largest
// |b_t (C b)_t - 1|, to 1e-9; or, where the terms of b_t (C b)_t cancel, relative to 1e-5 of their
// sizes.
//
// A task whose gradient is 0 has nothing to gain: its weight is 0, and the others bargain. Where
// the others are Pareto-stationary (the hull of the unit gradients comes within 1e-5 of 0) no
// direction gains for all, and all weights are 0. Dependent gradients are no trouble otherwise.
// Throws only for a bad Gramian.
class NashMtl : public GradientBalancer {
 public:
  std::string name() const override { return "Nash-MTL"; }
  Weighting weights(const TaskGradients& gradients) override;
};

}  // namespace tapestry::nn

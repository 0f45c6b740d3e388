// MGDA: the multiple-gradient descent algorithm.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = the point of least norm in the convex hull of the tasks' gradients:
//   argmin_a || sum_t a_t g_t ||^2  with a >= 0, sum_t a_t = 1
// (Desideri 2012; Sener & Koltun 2018, "Multi-Task Learning as Multi-Objective Optimization"). Then
// <d, g_t> >= ||d||^2 for every t, so d conflicts with no task; d = 0 exactly where the tasks are
// Pareto-stationary, as when one of the gradients is 0. Cost: about T steps of O(T^3). Status:
// small_qp's, to 1e-9.
class Mgda : public GradientBalancer {
 public:
  std::string name() const override { return "MGDA"; }
  Weighting weights(const TaskGradients& gradients) override;
};

}  // namespace tapestry::nn

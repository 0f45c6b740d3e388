// CAGrad: conflict-averse gradient descent.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = argmax_d min_t <g_t, d>  with  || d - g_0 || <= c || g_0 ||,  g_0 the mean gradient (Liu et
// al. 2021, "Conflict-Averse Gradient Descent for Multi-task Learning"). c = 0 is the mean; for c
// >= 1 the ball holds 0, so d conflicts with no task.
//
// By Lagrange, d = g_0 + n g_w is the point of least norm in the hull of { g_0 + n g_t } for the n
// > 0 at which || d - g_0 || = c || g_0 ||. That distance never falls as n grows, so n is found by
// bisection, each step one small_qp. Where the tasks are Pareto-stationary (the hull of their
// gradients holds 0, to 1e-7 of their lengths) no d is better than one that conflicts with none, so
// d is the projection of g_0 onto the dual cone if the ball holds it. Cost: some 60 small_qp of T
// variables.
//
// Status: the distance's relative error, to 1e-9, or the quadratic problem's residual where that is
// larger. Throws where c is negative or not finite.
class CaGrad : public GradientBalancer {
 public:
  explicit CaGrad(double c = 0.5);
  std::string name() const override { return "CAGrad"; }
  Weighting weights(const TaskGradients& gradients) override;
  void serialise(Archive& archive) override { archive.expect("c", c_, "CAGrad's c"); }

 private:
  double c_;
};

}  // namespace tapestry::nn

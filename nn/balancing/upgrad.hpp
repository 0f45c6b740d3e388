// UPGrad: the unconflicting projection of gradients.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = 1/T sum_t P(g_t), where P projects onto the dual cone { d : <d, g_s> >= 0 for all s }
// (Quinton & Rey 2024, "Jacobian Descent for Multi-Objective Optimization"). d conflicts with no
// task, and P(g_t) is proportional to g_t's length. Cost: T quadratic problems of about T steps of
// O(T^3) each; the status adds their steps and takes the worst residual, to 1e-9 (small_qp).
//
// regularisation is added to the diagonal of the Gramian divided by its trace. The published
// implementation, and so its published figures, use 1e-4; 0 is the paper's formula. Throws where it
// is negative or not finite.
class UpGrad : public GradientBalancer {
 public:
  explicit UpGrad(double regularisation = 0);
  std::string name() const override { return "UPGrad"; }
  Weighting weights(const TaskGradients& gradients) override;
  void serialise(Archive& archive) override {
    archive.expect("regularisation", regularisation_, "UPGrad's regularisation");
  }

 private:
  double regularisation_;
};

}  // namespace tapestry::nn

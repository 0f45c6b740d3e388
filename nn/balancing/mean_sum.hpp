// Mean and sum of the tasks' gradients: the baselines of gradient balancing.
#pragma once

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

// d = 1/T sum_t g_t. Closed form; throws only for a bad Gramian.
class MeanGradient : public GradientBalancer {
 public:
  std::string name() const override { return "mean"; }
  Weighting weights(const TaskGradients& gradients) override;
};

// d = sum_t g_t, which equals one backward pass from the sum of the losses.
class SumGradient : public GradientBalancer {
 public:
  std::string name() const override { return "sum"; }
  Weighting weights(const TaskGradients& gradients) override;
};

}  // namespace tapestry::nn

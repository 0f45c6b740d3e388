// The geometric mean of the losses.
#pragma once

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "nn/balancing/loss_weights.hpp"

namespace tapestry::nn {

// L = (prod_t L_t)^{1/T},  over the T tasks of the step;  dL/dL_t = L / (T L_t)
//
// (Chennupati et al. 2019, "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss
// Strategy for Multi-Task Learning".) A loss in another unit, c L_t, multiplies L by c^{1/T} and
// leaves the step's direction as it was: what counts is by which share a loss falls. Computed as
// e^{mean log L_t}, so that no product overflows or comes to 0.
//
// Assumes positive losses, which stay away from 0: the smaller a loss, the steeper it pulls. Throws
// for a loss that is 0 or negative, and for losses that do not fit the tasks.
class GeometricMean : public LossBalancer {
 public:
  std::string name() const override { return "geometric mean"; }

  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override {
    check_losses(name(), tasks, losses);
    Var sum;
    for (std::size_t k = 0; k < tasks.size(); ++k) {
      check_positive(name(), tasks[k], double{losses[k].item()});
      sum = sum.empty() ? log(losses[k]) : sum + log(losses[k]);
    }
    return exp(sum / static_cast<Scalar>(tasks.size()));
  }
};

}  // namespace tapestry::nn

// Equal weights: the baseline of loss balancing.
#pragma once

#include "nn/balancing/loss_weights.hpp"

namespace tapestry::nn {

// L = sum_t L_t, over the tasks of the step: the SUM, which is fit's own unless it is told another.
// (With the mean, a step on T tasks would be T times shorter.)
//
// Assumes that the tasks' losses are of one size: with another unit of its targets, a task has
// another say. Throws only for losses that do not fit the tasks.
class EqualLosses : public LossBalancer {
 public:
  std::string name() const override { return "equal"; }

  bool needs_several_tasks() const override { return false; }

  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override {
    check_losses(name(), tasks, losses);
    return weighted_sum(std::vector<double>(tasks.size(), 1.0), losses);
  }
};

}  // namespace tapestry::nn

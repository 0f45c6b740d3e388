// Uncertainty weighting: each task's noise is learned, and decides its weight.
#pragma once

#include "nn/balancing/balancer.hpp"
#include "nn/tasks/task.hpp"

namespace tapestry::nn {

// L = sum_t  c_t e^{-s_t} L_t + s_t / 2,   c_t = 1/2 for a regression, else 1
//
// The negative log-likelihood of all tasks' answers (Kendall, Gal & Cipolla 2018, "Multi-Task
// Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics"), with s_t = log
// sigma_t^2 learned beside the model, by the same optimiser, from 0. For a regression, sigma_t is
// the deviation of normal noise: L_t must be the mean squared error, and s_t comes to rest at
// log L_t. For a classification, sigma_t^2 is the temperature of the softmax (an approximation of
// the paper): L_t must be a cross-entropy in nats, and s_t comes to rest at log 2 L_t. At rest all
// tasks' weighted losses are 1/2, so the losses' units cease to matter; but s_t moves by about one
// learning rate a step with Adam, so a loss of 1e6 needs some 14 / rate steps to get there.
//
// Weight decay (AdamW) pulls s_t to 0, which is weights of c_t. L may be negative. A task that is
// not in a step keeps its s_t. Throws for losses that do not fit the tasks, and for a task that it
// was not made for.
class Uncertainty : public LossBalancer {
 public:
  // The model's tasks: Task::loss.answer decides c_t: 1/2 for numbers. Parameters:
  // "uncertainty.<task>", s_t.
  explicit Uncertainty(const std::vector<Task>& tasks);
  std::string name() const override { return "uncertainty"; }
  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override;
  Parameters parameters() const override { return log_variances_; }

 private:
  Parameters log_variances_;     // s, a scalar a task
  std::vector<Scalar> factors_;  // c
};

}  // namespace tapestry::nn

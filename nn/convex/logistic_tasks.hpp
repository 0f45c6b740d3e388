// Logistic regression for every task: yes-or-no labels, with the logit x . w_t.
#pragma once

#include "nn/convex/task_losses.hpp"

namespace tapestry::nn {

// sum_t sum_i log(1 + e^z_ti) - y_ti z_ti, with the logits z_t = X_t w_t: the cross-entropy in
// nats, summed over the rows. Where some plane parts the yes from the no, it has no minimiser of
// its own: an Omega that grows with w gives it one.
class LogisticTasks : public TaskLosses {
 public:
  // One Batch a task: inputs [rows x features], labels 0 or 1, one a row. Throws for other shapes
  // and labels, for no tasks or rows, and for inputs that are not finite.
  explicit LogisticTasks(const std::vector<Batch>& tasks);

  // The same of these rows. Throws for what the constructor does not take, and where w is not
  // [tasks x features].
  static double loss_of_rows(const std::vector<Batch>& tasks, const Tensor& w);

  Var of(const Var& w) const override;
  double dual_value(const Tensor& w, double share) const override;
  double fenchel_gap(const Tensor& w, const Tensor& r) const override;

 private:
  Var logits(const Var& w) const;  // [rows], task after task

  std::vector<int> task_of_row_;
  Var inputs_;  // [all rows x features]
  Var labels_;  // [all rows]
};

}  // namespace tapestry::nn

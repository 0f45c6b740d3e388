// Least squares for every task: the loss of the article's objective with f_t(x) = x . w_t.
#pragma once

#include "nn/convex/task_losses.hpp"

namespace tapestry::nn {

// sum_t || y_t - X_t w_t ||^2 = sum_t (w_t^T G_t w_t - 2 c_t . w_t) + sum_t ||y_t||^2, where G_t =
// X_t^T X_t and c_t = X_t^T y_t: once these are known, a gradient, 2 (G_t w_t - c_t), costs the
// same for any number of rows. (Where the fit is nearly perfect the value loses digits to the
// cancellation: it is exact to about ||y||^2 times the Scalar's precision. The gradient is not
// affected.)
class LinearTasks : public TaskLosses {
 public:
  // One Batch a task: inputs [rows x features], targets [rows x 1]. Throws for other shapes, for no
  // tasks or rows, and for numbers that are not finite.
  explicit LinearTasks(const std::vector<Batch>& tasks);

  Var of(const Var& w) const override;
  double dual_value(const Tensor& w, double share) const override;
  double fenchel_gap(const Tensor& w, const Tensor& r) const override;

  // sum_t || y_t - X_t w_t ||^2 of these rows, from their residuals. Throws for what the
  // constructor does not take, and where w is not [tasks x features].
  static double loss_of_rows(const std::vector<Batch>& tasks, const Tensor& w);

  // The minimiser of loss + ridge * ||w||^2, from the tasks' normal equations. Throws where ridge
  // is not 0 or more, or it is 0 and a task's columns depend on each other.
  Tensor ridge_solution(double ridge) const;

 private:
  Var grams_;           // [tasks x features x features]
  Var moments_;         // c, [tasks x features]
  double squares_ = 0;  // sum_t ||y_t||^2
};

}  // namespace tapestry::nn

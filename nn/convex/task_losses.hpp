// The convex part of a multi-task model: sum_t loss_t(w_t), a linear predictor x . w_t a task.
//
// All tasks have the same features. There is no intercept of its own: give the inputs a column of
// ones, or centre inputs and targets. The loss is the objective's, a SUM over the rows of all
// tasks; so a task with twice the rows weighs twice, and a strength that suits n rows is to be
// doubled for 2 n.
#pragma once

#include <string>
#include <vector>

#include "engine/array/lapack.hpp"
#include "engine/core/var.hpp"
#include "nn/tasks/batch.hpp"

namespace tapestry::nn {

class TaskLosses {
 public:
  virtual ~TaskLosses() = default;

  std::size_t tasks() const { return tasks_; }
  std::size_t features() const { return features_; }

  // w [tasks x features] -> the scalar sum_t loss_t(w_t), differentiable twice. Throws for another
  // shape.
  virtual Var of(const Var& w) const = 0;

  // What an optimality gap is made of (optimality_gap.hpp). Write the loss as h(Xw), where Xw are
  // the predictions of all rows, and theta = grad h(Xw); the gradient of the loss is X^T theta.
  //
  // -h*(share * theta), 0 <= share <= 1: a lower bound on the whole objective, if its Omega is at
  // least <-share X^T theta, v> for all v.
  virtual double dual_value(const Tensor& w, double share) const = 0;

  // h(Xw) + h*(eta) - <eta, Xw> >= 0, for an eta near theta with X^T eta = (X^T theta) - r, where
  // r [tasks x features]; infinity where no such eta was found, as when a task's columns depend on
  // each other.
  virtual double fenchel_gap(const Tensor& w, const Tensor& r) const = 0;

 protected:
  // Checks inputs [rows x features] of at least one task and row each, all finite, and sets the
  // sizes. `who` begins the errors.
  TaskLosses(const std::string& who, const std::vector<Batch>& tasks);

  void check_weights(const Shape& w) const;

  // Gram matrices X_t^T X_t [tasks x features x features]. With their factors, or with none, where
  // some task has no inverse.
  Tensor gram_matrices(const std::vector<Batch>& tasks);
  std::vector<kernels::Cholesky> factors_;

  // (X_t^T X_t)^-1 r_t of each task, [tasks x features]; needs the factors.
  Tensor solve_each(const Tensor& r) const;

  std::string who_;

 private:
  std::size_t tasks_, features_ = 0;
};

}  // namespace tapestry::nn

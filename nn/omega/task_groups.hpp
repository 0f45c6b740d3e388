// A task's weights as one group: few tasks have weights at all.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_t || w_t ||_2: the 2-norm of each task's row
//
// Assumes that most tasks' weights are 0 as a whole. That is no model of tasks by itself; as the
// second of two parts it says that few tasks are outliers (nn/omega/robust.hpp). It is the group
// lasso (Yuan & Lin 2006, "Model selection and estimation in regression with grouped variables"),
// a group a task, without the factor sqrt(size): all groups here have one size. The gradient at
// row w_t is strength w_t / ||w_t||, and 0 at the kink w_t = 0; the prox shrinks each row:
// w_t max(1 - strength step / ||w_t||, 0). Cost: tasks * parameters.
class TaskGroups : public Omega {
 public:
  explicit TaskGroups(double strength);
  std::string name() const override { return "task groups"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

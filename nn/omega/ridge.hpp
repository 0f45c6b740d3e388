// Ridge: small weights, nothing shared.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * || w ||_F^2
//
// Assumes nothing that ties the tasks, only that each has small weights (Hoerl & Kennard 1970,
// "Ridge regression"): it is single-task learning, what sharing must be compared with. The gradient
// is 2 strength w; prox(w, step) = w / (1 + 2 strength step). Without the 1/2 that some put before
// it, so that a strength there is half of one here. It hurts where the tasks have much in common,
// and few rows each. Cost: tasks * parameters; a step on few tasks, theirs.
class Ridge : public Omega {
 public:
  explicit Ridge(double strength);
  std::string name() const override { return "ridge"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;
  std::unique_ptr<RunningOmega> running(const Tensor& w) const override;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

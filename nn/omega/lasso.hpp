// Lasso: few weights that are not 0.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_tj | w_tj |
//
// Assumes that each task needs few of its inputs, not necessarily those of another task: sparse,
// but nothing shared (Tibshirani 1996, "Regression shrinkage and selection via the lasso"). Its
// gradient is strength sign(w), with the subgradient 0 at 0; the prox is the soft threshold,
// sign(w) max(|w| - strength step, 0), which makes weights exactly 0. It hurts where tasks use the
// same features and need each other's rows to see which, and where no weight is 0. (In scikit-learn
// the loss is divided by 2 n: its alpha is this strength / 2 n.) Cost: tasks * parameters.
class Lasso : public Omega {
 public:
  explicit Lasso(double strength);
  std::string name() const override { return "lasso"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar strength_;
};

}  // namespace tapestry::nn

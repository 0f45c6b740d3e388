// Elastic net: lasso and ridge together.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// lasso * sum_tj | w_tj | + ridge * || w ||_F^2
//
// Assumes, as the lasso, that each task needs few inputs, but lets inputs that say nearly the same
// share a weight (Zou & Hastie 2005, "Regularization and variable selection via the elastic net");
// nothing is shared between tasks. The gradient is lasso sign(w) + 2 ridge w;
// prox(w, step) = soft_threshold(w, lasso step) / (1 + 2 ridge step). Zou & Hastie's "naive" form,
// without a 1/2 before the ridge (glmnet and scikit-learn have one) and without rescaling the
// result by 1 + ridge. It hurts where the lasso does, less. Cost: tasks * parameters.
class ElasticNet : public Omega {
 public:
  ElasticNet(double lasso, double ridge);
  std::string name() const override { return "elastic net"; }
  std::string settings() const override {
    return base::exact_text("lasso ", lasso_, ", ridge ", ridge_);
  }
  Var of(const Var& w) const override;
  bool smooth() const override { return lasso_ == 0; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar lasso_, ridge_;
};

}  // namespace tapestry::nn

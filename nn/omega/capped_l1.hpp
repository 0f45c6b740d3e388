// Capped L1: few features that tasks use, and those without being shrunk.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_j min(sum_t | w_tj |, cap): the L1 norm of each parameter's column over the tasks,
// up to a cap (by columns here, as in the paper; others cap each entry)
//
// Assumes, as L2,1, that the tasks need the same few inputs. A column above the cap costs no more
// for being larger, and so its weights are not drawn to 0, as the lasso and L2,1 draw all (Gong, Ye
// & Zhang 2012, "Multi-stage multi-task feature learning", "msMTFL"). Not convex: there may be
// several minima, and minimise_in_stages (nn/convex/stages.hpp) finds the one that the lasso leads
// to. It hurts where the noise lifts columns over the cap; and logistic tasks whose rows a plane
// parts have no minimum with it, as without any Omega. The gradient is the lasso's below the cap, 0
// above. The prox of a column is the better of two: the soft threshold, which is the lasso's prox,
// or the column as it is, at the price of the cap. Cost: tasks * parameters.
class CappedL1 : public Omega {
 public:
  CappedL1(double strength, double cap);
  std::string name() const override { return "capped L1"; }
  std::string settings() const override {
    return base::exact_text("strength ", strength_, ", cap ", cap_);
  }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool convex() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

  // The lasso of the columns that are below the cap at w.
  std::shared_ptr<const Omega> convex_bound(const Tensor& w) const override;

 private:
  Scalar strength_, cap_;
};

}  // namespace tapestry::nn

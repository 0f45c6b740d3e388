// L1,inf: the tasks use the same features, each as much as the others.
#pragma once

#include <vector>

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// strength * sum_j max_t | w_tj |: the largest weight of each parameter's column over the tasks
//
// Assumes, like L2,1, that all tasks need the same few inputs, and beyond it that their weights for
// an input are of one size: below the largest, weights are free (Turlach, Venables & Wright 2005,
// "Simultaneous variable selection"). It hurts where the sizes differ: the small ones are raised to
// the largest. The gradient at column w_j is strength sign(w_tj) at its element largest in
// magnitude, divided evenly where some tie (a subgradient). By Moreau's decomposition the prox of a
// column is
//   w_j - (w_j projected on the ball of vectors with sum | x_t | <= strength step).
// Cost: parameters * tasks; the prox log(tasks) times that.
class L1Inf : public Omega {
 public:
  explicit L1Inf(double strength);
  std::string name() const override { return "L1,inf"; }
  std::string settings() const override { return base::exact_text("strength ", strength_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;

 private:
  Scalar strength_;
};

// The point of { sum |x_t| <= radius } that is nearest to x; radius >= 0. It is the soft threshold
// with the one threshold that reaches the radius (Duchi et al. 2008, "Efficient projections onto
// the l1-ball for learning in high dimensions").
std::vector<double> project_on_l1_ball(std::vector<double> x, double radius);

}  // namespace tapestry::nn

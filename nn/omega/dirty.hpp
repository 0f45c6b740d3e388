// Dirty model: features that all tasks use, and features of single tasks.
#pragma once

#include "nn/omega/omega.hpp"

namespace tapestry::nn {

// shared * sum_j max_t | p_tj | + own * sum_tj | q_tj |, of the tasks' weights p + q; its w is
// [2 tasks x parameters], the rows of p above those of q.
//
// Assumes that most features are used by all tasks or by none (p), apart from few that single tasks
// use (q) (Jalali, Ravikumar, Sanghavi & Ruan 2010, "A dirty model for multi-task learning"). With
// shared <= own all is put in p; with shared >= tasks * own, all in q. The gradient at column p_j
// is shared sign(p_tj) at its element largest in magnitude, divided evenly where some tie (a
// subgradient). By Moreau's decomposition the prox of column p_j is
//   p_j - (p_j projected on the ball of vectors with sum | x_t | <= shared step);
// the prox of q is the soft threshold.
class Dirty : public Omega {
 public:
  Dirty(double shared, double own);
  std::string name() const override { return "dirty"; }
  std::string settings() const override { return base::text("shared ", shared_, ", own ", own_); }
  Var of(const Var& w) const override;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double step) const override;
  std::size_t parts() const override { return 2; }

 private:
  Scalar shared_, own_;
};

// The point of { sum |x_t| <= radius } that is nearest to x; radius >= 0. It is the soft threshold
// with the one threshold that reaches the radius (Duchi et al. 2008, "Efficient projections onto
// the l1-ball for learning in high dimensions").
std::vector<double> project_on_l1_ball(std::vector<double> x, double radius);

}  // namespace tapestry::nn

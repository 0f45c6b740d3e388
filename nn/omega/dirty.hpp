// Dirty model: features that all tasks use, and features of single tasks.
#pragma once

#include "nn/omega/l1_inf.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

// shared * sum_j max_t | p_tj | + own * sum_tj | q_tj |, of the tasks' weights p + q; its w is
// [2 tasks x parameters], the rows of p above those of q.
//
// Assumes that most features are used by all tasks or by none (p), apart from few that single tasks
// use (q) (Jalali, Ravikumar, Sanghavi & Ruan 2010, "A dirty model for multi-task learning"). With
// shared <= own all is put in p; with shared >= tasks * own, all in q. It hurts where neither kind
// is few. L1,inf and the lasso have its gradient, prox and cost.
class Dirty : public TwoParts {
 public:
  Dirty(double shared, double own)
      : TwoParts("Dirty", "dirty",
                 std::make_shared<L1Inf>(
                     checked_strength("Dirty", shared, "strength of the shared part")),
                 std::make_shared<Lasso>(
                     checked_strength("Dirty", own, "strength of the tasks' own part"))) {}
};

}  // namespace tapestry::nn

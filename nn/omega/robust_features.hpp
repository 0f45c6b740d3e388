// Robust multi-task feature learning: common features, and tasks that are outliers to them.
#pragma once

#include "nn/omega/l21.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/task_groups.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

// features * sum_j sqrt(sum_t p_tj^2) + outliers * sum_t || q_t ||, of the tasks' weights p + q;
// its w is [2 tasks x parameters], the rows of p above those of q.
//
// Assumes that most tasks need the same few inputs (p), and that few need others, or all (q) (Gong,
// Ye & Zhang 2012, "Robust multi-task feature learning", "rMTFL"). It hurts where most tasks need
// inputs of their own. Gradient, prox and cost are those of L2,1 and of the task groups.
class RobustFeatures : public TwoParts {
 public:
  RobustFeatures(double features, double outliers)
      : TwoParts("RobustFeatures", "robust features",
                 std::make_shared<L21>(checked_strength("RobustFeatures", features,
                                                        "strength of the common features")),
                 std::make_shared<TaskGroups>(checked_strength(
                     "RobustFeatures", outliers, "strength of the outliers' part"))) {}
};

}  // namespace tapestry::nn

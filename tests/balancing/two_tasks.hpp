// Two related regressions for the tests of balancing: does a balanced fit learn both?
#pragma once

#include "nn/training/fit.hpp"

namespace tapestry::nn {

// Trains on 40 rows y_t = x (W + D_t) + noise, W common to both tasks, the second task's loss some
// 16 times the first one's; in 10 epochs of 40 rounds, by Adam. Both losses must fall to a quarter.
void expect_both_tasks_learn(FitOptions how);

}  // namespace tapestry::nn

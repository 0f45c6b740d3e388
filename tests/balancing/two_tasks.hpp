// Two related regressions for the tests of balancing: does a balanced fit learn both?
#pragma once

#include <functional>
#include <memory>

#include "nn/training/fit.hpp"

namespace tapestry::nn {

// Trains on 40 rows y_t = x (W + D_t) + noise, W common to both tasks, the second task's loss some
// 16 times the first one's; in 10 epochs of 40 rounds, by Adam. Both losses must fall to a quarter.
void expect_both_tasks_learn(std::shared_ptr<Balancer> balancer);

// Trains three tasks for 3 epochs of 4 rounds; and once more, stopped after 6 rounds, of which all
// is read from a file by another model, optimiser and balancer. Both must end with the same bits.
// make() gives a new balancer: what it remembers must be in its serialise().
void expect_goes_on_the_same(const std::function<std::shared_ptr<Balancer>()>& make);

}  // namespace tapestry::nn

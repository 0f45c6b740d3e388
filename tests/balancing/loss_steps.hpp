// What the tests of loss balancers share: tasks, losses, and what a balancer makes of them.
#pragma once

#include <gmock/gmock.h>

#include <numeric>
#include <vector>

#include "nn/balancing/balancer.hpp"
#include "nn/tasks/task.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {

// 0, 1, ... n - 1
inline std::vector<std::size_t> numbered(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

// "t0", "t1", ...: the even ones are regressions, the odd ones classify.
std::vector<Task> mixed_tasks(std::size_t n);

// n losses between 0.1 and 10.
std::vector<double> some_losses(std::size_t n, std::uint64_t seed);

inline double sum_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0);
}

// What a balancer made of some losses: L, dL/dL_t, and the gradients of its own parameters.
struct Step {
  double objective = 0;
  std::vector<double> weights;
  std::vector<double> learned;
};

Step step_of(LossBalancer& balancer, const std::vector<std::size_t>& tasks,
             const std::vector<double>& losses);

}  // namespace tapestry::nn

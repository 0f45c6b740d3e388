// What the tests of loss balancers share: tasks, losses, and what a balancer makes of them.
#pragma once

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "engine/tape.hpp"
#include "nn/balancing/balancer.hpp"
#include "nn/task.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {

// 0, 1, ... n - 1
inline std::vector<std::size_t> numbered(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

// "t0", "t1", ...: the even ones are regressions, the odd ones classify.
inline std::vector<Task> mixed_tasks(std::size_t n) {
  std::vector<Task> tasks;
  for (std::size_t t = 0; t < n; ++t)
    tasks.push_back(
        {"t" + std::to_string(t), {3}, 2, t % 2 == 0 ? squared_error() : cross_entropy()});
  return tasks;
}

// n losses between 0.1 and 10.
inline std::vector<double> some_losses(std::size_t n, std::uint64_t seed) {
  Rng rng(seed);
  std::uniform_real_distribution<double> exponent(-1, 1);
  std::vector<double> losses;
  for (std::size_t t = 0; t < n; ++t) losses.push_back(std::pow(10, exponent(rng)));
  return losses;
}

inline double sum_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0);
}

// What a balancer made of some losses: L, dL/dL_t, and the gradients of its own parameters.
struct Step {
  double objective = 0;
  std::vector<double> weights;
  std::vector<double> learned;
};

inline Step step_of(LossBalancer& balancer, const std::vector<std::size_t>& tasks,
                    const std::vector<double>& losses) {
  std::vector<Var> wrt;
  for (double loss : losses) wrt.push_back(Var(full({}, static_cast<Scalar>(loss)), "loss"));
  const Tape tape;
  const Var objective = balancer.combine(tasks, wrt);
  const std::vector<Tensor> gradients =
      tape.gradient(objective, joined(wrt, balancer.parameters()));
  Step step;
  step.objective = double{objective.item()};
  for (std::size_t k = 0; k < gradients.size(); ++k)
    (k < losses.size() ? step.weights : step.learned).push_back(double{gradients[k].data()[0]});
  return step;
}

}  // namespace tapestry::nn

// As chapter 3 has it: once with a random u, and once with the first input used twice.
#pragma once
#include <cmath>
#include <vector>

#include "broken_ops.hpp"
#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
using namespace tapestry;

bool right_for(const FunctionOfVars& function, const std::vector<Tensor>& x, Rng& rng) {
  std::vector<Var> leaves;
  for (const Tensor& one : x) leaves.push_back(Var(one));
  Tape tape;
  const Var y = function(leaves);
  const Tensor u = random_normal(y.shape(), rng);
  const std::vector<Tensor> gradients = tape.gradient(y, leaves, u);
  const NoRecording pause;
  for (std::size_t k = 0; k < x.size(); ++k) {
    double worst = 0, largest = 0;
    for (std::size_t i = 0; i < x[k].size(); ++i) {
      double values[2];
      for (int side = 0; side < 2; ++side) {
        Tensor moved = x[k];
        moved.data()[i] += side == 0 ? -1e-5 : 1e-5;
        std::vector<Var> at = leaves;
        at[k] = Var(moved);
        values[side] = sum(function(at) * Var(u)).item();
      }
      const double numeric = (values[1] - values[0]) / 2e-5;
      const double error = std::abs(gradients[k].data()[i] - numeric);
      if (std::isnan(error)) return false;
      worst = std::max(worst, error);
      largest = std::max(largest, std::abs(numeric));
    }
    if (worst > 1e-6 * largest) return false;
  }
  return true;
}

bool gradients_are_right(const FunctionOfVars& f, const std::vector<Tensor>& x) {
  Rng rng(7);
  const FunctionOfVars twice = [&](std::vector<Var> at) {
    const Var first = f(at);
    at[0] = 2 * at[0];
    return first + f(at);
  };
  return right_for(f, x, rng) && right_for(twice, x, rng);
}

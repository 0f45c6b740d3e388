// Coordinate descent for least squares with the lasso or L2,1: an independent method to compare
// with. Each block, a weight or a column of weights, is set to its exact minimiser, in turn, until
// a whole round moves none by more than 1e-13.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "nn/tasks/batch.hpp"
#include "tests/convex/random_tasks.hpp"

namespace tapestry {

// argmin over v of sum_t (a_t v_t^2 - 2 b_t v_t) + strength ||v||, all a_t > 0. It is 0 where
// 2 ||b|| <= strength, else v_t = b_t / (a_t + strength / (2 rho)) for the rho = ||v|| at which
// both agree, found by bisection.
inline std::vector<double> best_block(const std::vector<double>& a, const std::vector<double>& b,
                                      double strength) {
  std::vector<double> v(b.size(), 0);
  double norm_b = 0, high = 0;
  for (std::size_t t = 0; t < b.size(); ++t) {
    norm_b += b[t] * b[t];
    high += std::abs(b[t]) / a[t];
  }
  if (2 * std::sqrt(norm_b) <= strength) return v;
  double low = 0;
  for (int halving = 0; halving < 200; ++halving) {
    const double rho = (low + high) / 2;
    double norm = 0;
    for (std::size_t t = 0; t < b.size(); ++t) {
      v[t] = b[t] / (a[t] + strength / (2 * rho));
      norm += v[t] * v[t];
    }
    (std::sqrt(norm) > rho ? low : high) = rho;
  }
  return v;
}

enum class Blocks { weights, columns };  // the lasso's, or L2,1's

inline Tensor coordinate_descent(const std::vector<nn::Batch>& tasks, Blocks blocks,
                                 double strength) {
  const std::size_t d = tasks[0].inputs.shape()[1];
  Tensor w = zeros({tasks.size(), d});
  for (int round = 0; round < 100000; ++round) {
    double moved = 0;
    for (std::size_t j = 0; j < d; ++j) {
      std::vector<double> a, b;
      for (std::size_t t = 0; t < tasks.size(); ++t) {
        double square = 0, moment = 0;
        for (std::size_t i = 0; i < tasks[t].labels.size(); ++i) {
          const double x = tasks[t].inputs(i, j);
          square += x * x;
          moment += x * (tasks[t].targets(i, 0) - logit(tasks[t], w, t, i) + x * w(t, j));
        }
        a.push_back(square);
        b.push_back(moment);
      }
      for (std::size_t t = 0; t < tasks.size(); ++t) {
        const double value = blocks == Blocks::columns ? best_block(a, b, strength)[t]
                                                       : best_block({a[t]}, {b[t]}, strength)[0];
        moved = std::max(moved, std::abs(value - w(t, j)));
        w(t, j) = value;
      }
    }
    if (moved <= 1e-13) break;
  }
  return w;
}

}  // namespace tapestry

// What the tests of balancing share: random gradients, and what a weighting makes of them.
#pragma once

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "nn/balancing/balancer.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {

using Rows = std::vector<std::vector<double>>;  // J: a task's gradient a row

TaskGradients gradients_of(const Rows& j);

// Normal rows. Rank 0 is full; otherwise each row is a mixture of `rank` normal ones.
Rows random_rows(std::size_t tasks, std::size_t columns, std::uint64_t seed, std::size_t rank = 0,
                 double scale = 1);

std::vector<double> combined(const Rows& j, const std::vector<double>& weights);

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

inline double norm(const std::vector<double>& a) { return std::sqrt(dot(a, a)); }

}  // namespace tapestry::nn

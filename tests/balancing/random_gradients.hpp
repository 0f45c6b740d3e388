// What the tests of balancing share: random gradients, and what a weighting makes of them.
#pragma once

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "nn/balancing/balancer.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {

using Rows = std::vector<std::vector<double>>;  // J: a task's gradient a row

inline TaskGradients gradients_of(const Rows& j) {
  TaskGradients all;
  for (std::size_t s = 0; s < j.size(); ++s) {
    all.tasks.push_back(s);
    all.losses.push_back(1);
    for (const std::vector<double>& row : j)
      all.gramian.push_back(std::inner_product(row.begin(), row.end(), j[s].begin(), 0.0));
  }
  return all;
}

// Normal rows. Rank 0 is full; otherwise each row is a mixture of `rank` normal ones.
inline Rows random_rows(std::size_t tasks, std::size_t columns, std::uint64_t seed,
                        std::size_t rank = 0, double scale = 1) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal;
  const auto draw = [&](std::size_t rows, std::size_t width) {
    Rows all(rows, std::vector<double>(width));
    for (std::vector<double>& row : all)
      for (double& x : row) x = normal(rng);
    return all;
  };
  Rows j = draw(rank == 0 ? tasks : rank, columns);
  if (rank > 0) {
    const Rows mixture = draw(tasks, rank), parts = j;
    j.assign(tasks, std::vector<double>(columns, 0.0));
    for (std::size_t t = 0; t < tasks; ++t)
      for (std::size_t r = 0; r < rank; ++r)
        for (std::size_t i = 0; i < columns; ++i) j[t][i] += mixture[t][r] * parts[r][i];
  }
  for (std::vector<double>& row : j)
    for (double& x : row) x *= scale;
  return j;
}

inline std::vector<double> combined(const Rows& j, const std::vector<double>& weights) {
  std::vector<double> d(j[0].size(), 0.0);
  for (std::size_t t = 0; t < j.size(); ++t)
    for (std::size_t i = 0; i < d.size(); ++i) d[i] += weights[t] * j[t][i];
  return d;
}

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

inline double norm(const std::vector<double>& a) { return std::sqrt(dot(a, a)); }

}  // namespace tapestry::nn

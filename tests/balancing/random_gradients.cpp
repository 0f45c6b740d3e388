#include "tests/balancing/random_gradients.hpp"

#include <numeric>
#include <random>

namespace tapestry::nn {

TaskGradients gradients_of(const Rows& j) {
  TaskGradients all;
  for (std::size_t s = 0; s < j.size(); ++s) {
    all.tasks.push_back(s);
    all.losses.push_back(1);
    for (const std::vector<double>& row : j)
      all.gramian.push_back(std::inner_product(row.begin(), row.end(), j[s].begin(), 0.0));
  }
  return all;
}

Rows random_rows(std::size_t tasks, std::size_t columns, std::uint64_t seed, std::size_t rank,
                 double scale) {
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

std::vector<double> combined(const Rows& j, const std::vector<double>& weights) {
  std::vector<double> d(j[0].size(), 0.0);
  for (std::size_t t = 0; t < j.size(); ++t)
    for (std::size_t i = 0; i < d.size(); ++i) d[i] += weights[t] * j[t][i];
  return d;
}

}  // namespace tapestry::nn

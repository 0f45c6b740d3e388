// Lengths first, factors next; the gradient from products of matrices that are made once.
#pragma once
#include <cmath>
#include <vector>

#include "matrix.hpp"

inline Matrix prox(const Matrix& w, double rate, double s) {
  const std::size_t d = w[0].size();
  std::vector<double> lengths(d, 0);
  for (const std::vector<double>& row : w)
    for (std::size_t j = 0; j < d; ++j) lengths[j] = std::hypot(lengths[j], row[j]);
  Matrix out;
  for (const std::vector<double>& row : w) {
    out.emplace_back();
    for (std::size_t j = 0; j < d; ++j) {
      const double left = lengths[j] - rate * s;
      out.back().push_back(left <= 0 ? 0 : row[j] * left / lengths[j]);
    }
  }
  return out;
}

inline Matrix proximal_descent(const std::vector<PlainTask>& tasks, double s, double rate,
                               std::size_t steps) {
  const std::size_t d = tasks[0].x[0].size(), count = tasks.size();
  std::vector<double> xx(count * d * d, 0), xy(count * d, 0);
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t i = 0; i < tasks[t].y.size(); ++i)
      for (std::size_t j = 0; j < d; ++j) {
        xy[t * d + j] += 2 * tasks[t].x[i][j] * tasks[t].y[i];
        for (std::size_t k = 0; k < d; ++k)
          xx[(t * d + j) * d + k] += 2 * tasks[t].x[i][j] * tasks[t].x[i][k];
      }
  Matrix w(count, std::vector<double>(d));
  while (steps-- > 0) {
    Matrix next = w;
    for (std::size_t t = 0; t < count; ++t)
      for (std::size_t j = 0; j < d; ++j) {
        double slope = -xy[t * d + j];
        for (std::size_t k = 0; k < d; ++k) slope += xx[(t * d + j) * d + k] * w[t][k];
        next[t][j] -= rate * slope;
      }
    w = prox(next, rate, s);
  }
  return w;
}

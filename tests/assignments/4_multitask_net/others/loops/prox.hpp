// Lengths first, factors next; the gradient from products of matrices that are made once.
#pragma once
#include <cmath>
#include <vector>

#include "linear_task.hpp"
using namespace tapestry;

inline Tensor prox(const Tensor& w, double rate, double s) {
  const std::size_t d = w.shape()[1];
  std::vector<double> lengths(d, 0);
  for (std::size_t i = 0; i < w.size(); ++i)
    lengths[i % d] = std::hypot(lengths[i % d], w.data()[i]);
  std::vector<Scalar> out;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double length = lengths[i % d], left = length - rate * s;
    out.push_back(left <= 0 ? 0 : w.data()[i] * left / length);
  }
  return tensor(w.shape(), out);
}

inline Tensor proximal_descent(const std::vector<LinearTask>& tasks, double s, double rate,
                               std::size_t steps) {
  const std::size_t d = tasks[0].x.shape()[1], count = tasks.size();
  std::vector<double> xx(count * d * d, 0), xy(count * d, 0);
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t i = 0; i < tasks[t].y.size(); ++i)
      for (std::size_t j = 0; j < d; ++j) {
        xy[t * d + j] += 2 * tasks[t].x(i, j) * tasks[t].y(i);
        for (std::size_t k = 0; k < d; ++k)
          xx[(t * d + j) * d + k] += 2 * tasks[t].x(i, j) * tasks[t].x(i, k);
      }
  Tensor w = zeros({count, d});
  while (steps-- > 0) {
    Tensor next = w;
    for (std::size_t t = 0; t < count; ++t)
      for (std::size_t j = 0; j < d; ++j) {
        double slope = -xy[t * d + j];
        for (std::size_t k = 0; k < d; ++k) slope += xx[(t * d + j) * d + k] * w(t, k);
        next(t, j) -= rate * slope;
      }
    w = prox(next, rate, s);
  }
  return w;
}

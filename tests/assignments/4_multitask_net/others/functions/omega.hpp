// By matrix products: I - 11'/T; and the minimiser from one linear system, by Cholesky.
#pragma once
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/linalg/cholesky_solve.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/reduce/variance.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "linear_task.hpp"
using namespace tapestry;

inline Var omega(const Var& w, double s) {
  return s * double(w.shape()[0]) * sum(variance(w, {0}));
}

inline Var pairwise(const Var& w, double s) {
  const auto tasks = double(w.shape()[0]);
  return s * (sum(square(w)) - sum(square(sum(w, {0}))) / tasks);
}

inline Var objective(const Var& w, const std::vector<LinearTask>& tasks, double s) {
  const std::vector<Var> rows = split_equally(w, 0, tasks.size());
  Var out = pairwise(w, s);
  std::size_t t = 0;
  for (const auto& [x, y] : tasks)
    out = out + sum(square(sum(Var::constant(x) * rows[t++], {1}) - Var::constant(y)));
  return out;
}

inline Tensor minimiser(const std::vector<LinearTask>& tasks, double s) {
  const std::size_t count = tasks.size(), d = tasks[0].x.shape()[1];
  Tensor a = zeros({count * d, count * d}), b = zeros({count * d});
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t i = 0; i < tasks[t].y.size(); ++i) {
        b(t * d + j) += tasks[t].x(i, j) * tasks[t].y(i);
        for (std::size_t k = 0; k < d; ++k)
          a(t * d + j, t * d + k) += tasks[t].x(i, j) * tasks[t].x(i, k);
      }
      a(t * d + j, t * d + j) += s;
      for (std::size_t u = 0; u < count; ++u) a(t * d + j, u * d + j) -= s / double(count);
    }
  return reshape(cholesky_solve(Var(a), Var(b)), {count, d}).value();
}

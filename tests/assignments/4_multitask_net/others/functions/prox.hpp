// Ops without a tape: norms of columns, and broadcasting.
#pragma once
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/maximum.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/loss/squared_error.hpp"
#include "engine/ops/reduce/norms.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "linear_task.hpp"
using namespace tapestry;

inline Tensor prox(const Tensor& w, double rate, double s) {
  const Var x = Var::constant(w), length = l2_norm(x, {0}, Axis::keep);
  const Var left = maximum(length - rate * s, 0);
  return (x * (left / maximum(length, 1e-300))).value();
}

inline Tensor proximal_descent(const std::vector<LinearTask>& tasks, double s, double rate,
                               std::size_t steps) {
  const std::size_t d = tasks[0].x.shape()[1];
  Tensor w = zeros({tasks.size(), d});
  for (std::size_t k = 0; k != steps; ++k) {
    Tape tape;
    const Var at("w", w);
    Var loss = 0;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      const Var row = reshape(narrow(at, 0, t, 1), {d, 1});
      const Var y = Var::constant(tasks[t].y);
      const Var predicted = matmul(Var::constant(tasks[t].x), row);
      loss = loss + sum_of_squares(reshape(predicted, y.shape()), y);
    }
    const Tensor gradient = tape.gradient(loss, {at})[0];
    w = prox(w - rate * gradient, rate, s);
  }
  return w;
}

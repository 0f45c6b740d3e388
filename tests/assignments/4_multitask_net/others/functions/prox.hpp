// The engine all the same: norms of columns, broadcasting, and gradients from the tape.
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
#include "matrix.hpp"
using namespace tapestry;

inline Tensor as_tensor(const Matrix& rows) {
  std::vector<Scalar> all;
  for (const auto& row : rows) all.insert(all.end(), row.begin(), row.end());
  return tensor({rows.size(), rows.at(0).size()}, all);
}

inline Matrix as_matrix(const Tensor& x) {
  Matrix rows;
  for (std::size_t t = 0, d = x.shape()[1]; t < x.shape()[0]; ++t)
    rows.emplace_back(x.data() + t * d, x.data() + (t + 1) * d);
  return rows;
}

inline Tensor shrunk(const Tensor& w, double rate, double s) {
  const Var x = Var::constant(w), length = l2_norm(x, {0}, Axis::keep);
  const Var left = maximum(length - rate * s, 0);
  return (x * (left / maximum(length, 1e-300))).value();
}

inline Matrix prox(const Matrix& w, double rate, double s) {
  return as_matrix(shrunk(as_tensor(w), rate, s));
}

inline Matrix proximal_descent(const std::vector<PlainTask>& tasks, double s, double rate,
                               std::size_t steps) {
  const std::size_t d = tasks[0].x[0].size();
  Tensor w = zeros({tasks.size(), d});
  for (std::size_t k = 0; k != steps; ++k) {
    Tape tape;
    const Var at("w", w);
    Var loss = 0;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      const Var row = reshape(narrow(at, 0, t, 1), {d, 1});
      const Var y = Var::constant(tensor({tasks[t].y.size()}, tasks[t].y));
      const Var predicted = matmul(Var::constant(as_tensor(tasks[t].x)), row);
      loss = loss + sum_of_squares(reshape(predicted, y.shape()), y);
    }
    const Tensor gradient = tape.gradient(loss, {at})[0];
    w = shrunk(w - rate * gradient, rate, s);
  }
  return as_matrix(w);
}

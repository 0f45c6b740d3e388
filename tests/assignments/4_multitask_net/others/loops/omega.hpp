// Row by row; the mean is a constant, for no gradient goes through it in the end; and a minimiser
// by conjugate gradients, with products that the tape takes.
#pragma once
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "linear_task.hpp"
using namespace tapestry;

inline Var squared(const Var& x) { return sum(x * x); }

inline Var omega(const Var& w, double s) {
  const std::size_t tasks = w.shape()[0], d = w.shape()[1];
  std::vector<Scalar> centre(d, 0);
  for (std::size_t i = 0; i < w.size(); ++i) centre[i % d] += w.value().data()[i] / double(tasks);
  const Var mean_task = Var::constant(tensor({1, d}, centre));
  Var total = 0;
  for (std::size_t t = 0; t < tasks; ++t) total = total + squared(narrow(w, 0, t, 1) - mean_task);
  return total * s;
}

inline Var pairwise(const Var& w, double s) {
  const std::size_t tasks = w.shape()[0];
  Var total = 0;
  for (std::size_t t = 0; t < tasks; ++t)
    for (std::size_t u = 0; u < t; ++u)
      total = total + squared(narrow(w, 0, t, 1) - narrow(w, 0, u, 1));
  return total * (s / double(tasks));
}

inline Var objective(const Var& w, const std::vector<LinearTask>& tasks, double s) {
  Var total = 0;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const Var y = Var::constant(reshape(Var(tasks[t].y), {tasks[t].y.size(), 1}).value());
    total = total + squared(y - matmul(Var::constant(tasks[t].x), transpose(narrow(w, 0, t, 1))));
  }
  return s == 0 ? total : total + omega(w, s);
}

inline Tensor minimiser(const std::vector<LinearTask>& tasks, double s) {
  const Shape shape = {tasks.size(), tasks[0].x.shape()[1]};
  const auto slope = [&](const Tensor& at) {
    Tape tape;
    const Var w("w", at);
    return tape.gradient(objective(w, tasks, s), {w})[0];
  };
  const auto dot = [](const Tensor& a, const Tensor& b) {
    double out = 0;
    for (std::size_t i = 0; i < a.size(); ++i) out += a.data()[i] * b.data()[i];
    return out;
  };
  Tensor w = zeros(shape);
  const Tensor at_zero = slope(w);
  Tensor r = -at_zero, p = r;
  double now = dot(r, r);
  const double first = now;
  for (int i = 0; i < 200 && now > 1e-24 * first; ++i) {
    const Tensor curved = slope(p) - at_zero;
    const double step = now / dot(p, curved);
    w += step * p;
    r -= step * curved;
    const double next = dot(r, r);
    p = Tensor(r + next / now * p);
    now = next;
  }
  return w;
}

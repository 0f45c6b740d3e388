// Assignment 4, part "omega": the mean-regularised penalty, and linear tasks that are trained with
// it.
#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/loss/squared_error.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "linear_task.hpp"

using namespace tapestry;

// s times the sum over tasks of the squared distance of w's row from the mean row; w [T x d].
inline Var omega(const Var& w, double s) {
  // [solution]
  const Var centre = mean(w, {0}, Axis::keep);
  return s * sum(square(w - centre));
  // [starter]
  //| (void)w, (void)s;
  //| throw std::logic_error("to do: omega, task 1, omega(w, s), around the mean task");
  // [end]
}

// The same number, from the squared distances of all pairs of rows, each of T x T.
inline Var pairwise(const Var& w, double s) {
  // [solution]
  const std::size_t tasks = w.shape()[0], d = w.shape()[1];
  const Var distances = reshape(w, {tasks, 1, d}) - reshape(w, {1, tasks, d});
  return s / (2 * static_cast<double>(tasks)) * sum(square(distances));
  // [starter]
  //| (void)w, (void)s;
  //| throw std::logic_error("to do: omega, task 2, pairwise(w, s), of all pairs of tasks");
  // [end]
}

// The sum over tasks of the squared errors, and omega.
inline Var objective(const Var& w, const std::vector<LinearTask>& tasks, double s) {
  // [solution]
  const std::size_t d = w.shape()[1];
  Var total = omega(w, s);
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    const Var row = reshape(narrow(w, 0, t, 1), {d, 1});
    const Var predicted = matmul(Var::constant(tasks[t].x), row);
    const Var right = Var::constant(tasks[t].y);
    total = total + sum_of_squares(reshape(predicted, {right.size()}), right);
  }
  return total;
  // [starter]
  //| (void)w, (void)tasks, (void)s;
  //| throw std::logic_error("to do: omega, task 3, objective(w, tasks, s), a sum");
  // [end]
}

// The w [T x d] at which the objective is smallest.
inline Tensor minimiser(const std::vector<LinearTask>& tasks, double s) {
  // [solution]
  // The second derivative in no direction is more than twice this sum.
  double largest = 0;
  for (const LinearTask& task : tasks) {
    double squares = 0;
    for (std::size_t i = 0; i < task.x.size(); ++i) squares += task.x.data()[i] * task.x.data()[i];
    largest = std::max(largest, squares);
  }
  const double rate = 1 / (2 * (largest + s));
  Var w = Var::parameter("w", zeros({tasks.size(), tasks[0].x.shape()[1]}));
  double first = 0;
  for (int step = 0; step < 20000; ++step) {
    Tape tape;
    const Tensor gradient = tape.gradient(objective(w, tasks, s), {w})[0];
    double length = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i)
      length = std::hypot(length, gradient.data()[i]);
    if (step == 0) first = length;
    if (length <= 1e-9 * first) break;
    for (std::size_t i = 0; i < gradient.size(); ++i)
      w.mutable_value()[i] -= rate * gradient.data()[i];
  }
  return w.value();
  // [starter]
  //| (void)tasks, (void)s;
  //| throw std::logic_error("to do: omega, task 4, minimiser(tasks, s), to six digits");
  // [end]
}

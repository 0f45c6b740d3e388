// Assignment 4, part "prox": features that all tasks use or none, by proximal gradient steps.
#pragma once

#include <cmath>
#include <stdexcept>
#include <vector>

#include "matrix.hpp"

// The proximal step of s * sum over features j of the length of w's column j; w [T x d].
inline Matrix prox(const Matrix& w, double rate, double s) {
  // [solution]
  Matrix out = w;
  const std::size_t tasks = w.size(), d = w[0].size();
  for (std::size_t j = 0; j < d; ++j) {
    double squares = 0;
    for (std::size_t t = 0; t < tasks; ++t) squares += w[t][j] * w[t][j];
    const double length = std::sqrt(squares);
    const double factor = length > rate * s ? 1 - rate * s / length : 0;
    for (std::size_t t = 0; t < tasks; ++t) out[t][j] *= factor;
  }
  return out;
  // [starter]
  //| (void)w, (void)rate, (void)s;
  //| throw std::logic_error("to do: prox, task 1, prox(w, rate, s), column by column");
  // [end]
}

// w [T x d] after so many proximal gradient steps from 0.
inline Matrix proximal_descent(const std::vector<PlainTask>& tasks, double s, double rate,
                               std::size_t steps) {
  // [solution]
  const std::size_t d = tasks[0].x[0].size();
  Matrix w(tasks.size(), std::vector<double>(d, 0));
  for (std::size_t step = 0; step < steps; ++step) {
    Matrix moved = w;
    for (std::size_t t = 0; t < tasks.size(); ++t)
      for (std::size_t i = 0; i < tasks[t].y.size(); ++i) {
        double error = -tasks[t].y[i];
        for (std::size_t j = 0; j < d; ++j) error += tasks[t].x[i][j] * w[t][j];
        for (std::size_t j = 0; j < d; ++j) moved[t][j] -= rate * 2 * error * tasks[t].x[i][j];
      }
    w = prox(moved, rate, s);
  }
  return w;
  // [starter]
  //| (void)tasks, (void)s, (void)rate, (void)steps;
  //| throw std::logic_error("to do: prox, task 2, proximal_descent(tasks, s, rate, steps)");
  // [end]
}

// Assignment 2, part "check": a gradient check of your own.
#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "broken_ops.hpp"
#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

using namespace tapestry;

// [solution]
// <u, f(x)> + <v, f(0.7 x)> with random u and v, the same ones at each call: every input is used
// twice, at two places.
inline Var used_twice(const FunctionOfVars& f, const std::vector<Var>& x) {
  std::vector<Var> elsewhere;
  for (const Var& one : x) elsewhere.push_back(Scalar(0.7) * one);
  const Var here = f(x), there = f(elsewhere);
  Rng rng(1);
  const Var u = Var::constant(random_normal(here.shape(), rng));
  const Var v = Var::constant(random_normal(there.shape(), rng));
  return sum(u * here) + sum(v * there);
}

inline double moved(const FunctionOfVars& f, std::vector<Tensor> x, std::size_t input,
                    std::size_t element, double step) {
  x[input].data()[element] += step;
  return used_twice(f, std::vector<Var>(x.begin(), x.end())).item();
}

// [end]
// Whether the tape's first-order gradients of f at x, one for each input, are right.
inline bool gradients_are_right(const FunctionOfVars& f, const std::vector<Tensor>& x) {
  // [solution]
  std::vector<Tensor> given;
  {
    Tape tape;
    const std::vector<Var> leaves(x.begin(), x.end());
    given = tape.gradient(used_twice(f, leaves), leaves);
  }
  const double h = 1e-5;
  for (std::size_t k = 0; k < x.size(); ++k) {
    std::vector<double> slopes;
    double largest = 0;
    for (std::size_t i = 0; i < x[k].size(); ++i) {
      slopes.push_back((moved(f, x, k, i, h) - moved(f, x, k, i, -h)) / (2 * h));
      largest = std::max(largest, std::abs(slopes[i]));
    }
    for (std::size_t i = 0; i < x[k].size(); ++i) {
      const double allowed = 1e-5 * std::max(std::abs(slopes[i]), largest / 1000);
      if (!(std::abs(given[k].data()[i] - slopes[i]) <= allowed)) return false;  // so is NaN
    }
  }
  return true;
  // [starter]
  //| throw std::logic_error("to do: check, task 1, gradients_are_right(f, x)");
  // [end]
}

// Assignment 2, part "ops": three ops with their pullbacks.
#pragma once

#include <cmath>
#include <stdexcept>

#include "engine/array/loops.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

using namespace tapestry;

// log(1 + e^x) of each element of x, which may have any shape.
inline Var softplus(const Var& x) {
  // [solution]
  Tensor value = kernels::map(x.value(), [](Scalar v) {
    return std::fmax(v, Scalar(0)) + std::log1p(std::exp(-std::abs(v)));
  });
  return record("softplus", std::move(value),
                {{x, [x](const Var& g, const Var&) { return g * sigmoid(x); }}});
  // [starter]
  //| throw std::logic_error("to do: ops, task 1, softplus(x), of any shape");
  // [end]
}

// Row i of x [n x m] times s_i, for s [n].
inline Var scale_rows(const Var& x, const Var& s) {
  // [solution]
  const std::size_t n = x.shape()[0], m = x.shape()[1];
  Tensor value = zeros(x.shape());
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) value(i, j) = x.value()(i, j) * s.value()(i);
  return record("scale_rows", std::move(value),
                {{x,
                  [s, n](const Var& g, const Var&) {
                    return g * reshape(s, {n, 1});
                  }},
                 {s, [x](const Var& g, const Var&) { return sum(g * x, {1}); }}});
  // [starter]
  //| throw std::logic_error("to do: ops, task 2, scale_rows(x, s)");
  // [end]
}

// [solution]
enum class From { left, right };

inline Var running_sum_from(const Var& x, From end) {
  const std::size_t n = x.shape()[0], m = x.shape()[1];
  Tensor value = x.value();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 1; k < m; ++k) {
      if (end == From::left)
        value(i, k) += value(i, k - 1);
      else
        value(i, m - 1 - k) += value(i, m - k);
    }
  const From other = end == From::left ? From::right : From::left;
  return record("running_sum", std::move(value),
                {{x, [other](const Var& g, const Var&) { return running_sum_from(g, other); }}});
}

// [end]
// Of each row of x [n x m] the sums of its first 1, 2, ..., m elements.
inline Var running_sum(const Var& x) {
  // [solution]
  return running_sum_from(x, From::left);
  // [starter]
  //| throw std::logic_error("to do: ops, task 3, running_sum(x)");
  // [end]
}

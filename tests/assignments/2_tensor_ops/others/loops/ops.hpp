// Pullbacks that are ops themselves, made by loops: each is the other's pullback.
#pragma once
#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "engine/ops/shape/slice.hpp"
using namespace tapestry;

// 1 / (1 + e^-x): the exponential may be infinite, and the quotient is 0 then.
Var logistic(const Var& x) {
  Tensor y = kernels::map(x.value(), [](double v) { return 1 / (1 + std::exp(-v)); });
  return record("logistic", std::move(y),
                {{x, [](const Var& g, const Var& s) { return g * s * (1 - s); }}});
}

Var softplus(const Var& x) {
  Tensor y = kernels::map(x.value(), [](double v) {
    if (v > 30) return v + std::exp(-v);
    return std::log1p(std::exp(v));
  });
  return record("softplus", std::move(y),
                {{x, [x](const Var& g, const Var&) { return logistic(x) * g; }}});
}

Var scale_rows(const Var& x, const Var& s) {
  const Shape column = {x.shape()[0], 1};
  Tensor y = kernels::zip(x.value(), kernels::reshaped(s.value(), column), x.shape(),
                          [](double a, double b) { return a * b; });
  auto to_x = [s](const Var& g, const Var&) { return scale_rows(g, s); };
  auto to_s = [x](const Var& g, const Var&) {
    Var all = g * x;
    return sum(all, {-1});
  };
  return record("scale_rows", std::move(y), {{x, to_x}, {s, to_s}});
}

Var running_sum(const Var& x) {
  Tensor y = x.value();
  const std::size_t m = x.shape()[1];
  for (std::size_t i = 0; i < y.size(); ++i)
    if (i % m > 0) y.data()[i] += y.data()[i - 1];
  return record("running_sum", std::move(y),
                {{x, [](const Var& g, const Var&) { return flip(running_sum(flip(g, 1)), 1); }}});
}

// Composed of the engine's ops, whose pullbacks are right already, where they are enough.
#pragma once
#include <cmath>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace t = tapestry;

inline t::Var softplus(const t::Var& x) {
  // The value by a loop, for no composition of these ops has it at 800, -40 and 0 alike.
  t::Tensor y = x.value();
  for (auto& one : y) one = one > 0 ? one + std::log1p(std::exp(-one)) : std::log1p(std::exp(one));
  const auto pullback = [x](const t::Var& g, const t::Var&) { return t::sigmoid(x) * g; };
  return t::record("softplus", y, {{x, pullback}});
}

inline t::Var scale_rows(const t::Var& x, const t::Var& s) {
  return x * t::reshape(s, {s.size(), 1});
}

// x times an upper triangle of ones.
inline t::Var running_sum(const t::Var& x) {
  const std::size_t m = x.shape()[1];
  t::Tensor upper = t::zeros({m, m});
  for (std::size_t k = 0; k < m; ++k)
    for (std::size_t j = k; j < m; ++j) upper(k, j) = 1;
  return t::matmul(x, t::Var::constant(upper));
}

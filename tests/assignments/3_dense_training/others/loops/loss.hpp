// One op for the whole loss: the value by loops, and p - y for the pullback.
#pragma once
#include <cmath>
#include <stdexcept>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
using namespace tapestry;

inline void demand(bool so, const char* text) {
  if (!so) throw std::out_of_range(text);
}

inline void demand_labels(const Tensor& z, const std::vector<int>& y) {
  demand(z.dimension() == 2 && y.size() == z.shape()[0], "one label for each row");
  for (int one : y) demand(one >= 0 && one < int(z.shape()[1]), "no such class");
}

Var cross_entropy(const Var& logits, const std::vector<int>& y) {
  const Tensor& z = logits.value();
  demand_labels(z, y);
  const std::size_t n = z.shape()[0], c = z.shape()[1];
  Tensor slope = zeros({n, c});
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    // The sum of exponentials beside the label's own is enough: the rest follows.
    const double own = z(i, std::size_t(y[i]));
    double top = own, sum = 0;
    for (std::size_t k = 0; k < c; ++k) top = std::fmax(top, z(i, k));
    for (std::size_t k = 0; k < c; ++k) sum += slope(i, k) = std::exp(z(i, k) - top);
    total += top + std::log(sum) - own;
    for (std::size_t k = 0; k < c; ++k) slope(i, k) /= sum * double(n);
    slope(i, std::size_t(y[i])) -= 1 / double(n);
  }
  return record("cross_entropy", full({}, total / double(n)),
                {{logits, [slope](const Var& g, const Var&) { return g * Var::constant(slope); }}});
}

double accuracy(const Tensor& z, const std::vector<int>& y) {
  demand_labels(z, y);
  double hits = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    bool best = true;
    for (std::size_t k = 0; k < z.shape()[1]; ++k)
      best = best && z(i, k) <= z(i, std::size_t(y[i]));
    hits += best;
  }
  return hits / double(y.size());
}

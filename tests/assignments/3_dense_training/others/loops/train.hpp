// All rows in each step, a wide net, and the scaling inside of what is given back.
#pragma once
#include <algorithm>
#include <functional>
#include <memory>

#include "dense.hpp"
#include "loss.hpp"
#include "sgd.hpp"

using Classify = std::function<std::vector<int>(const Tensor& rows)>;

Classify train(const Tensor& x, const std::vector<int>& labels, std::size_t classes,
               std::uint64_t seed) {
  const std::size_t n = x.shape()[0], m = x.shape()[1];
  std::vector<double> low(m, 1e300), high(m, -1e300);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      low[j] = std::min(low[j], x(i, j));
      high[j] = std::max(high[j], x(i, j));
    }
  const auto scaled = [low, high, m](Tensor rows) {
    for (std::size_t i = 0; i < rows.shape()[0]; ++i)
      for (std::size_t j = 0; j < m; ++j)
        rows(i, j) = 4 * (rows(i, j) - low[j]) / (high[j] - low[j] + (high[j] == low[j])) - 2;
    return Var(rows);
  };
  Rng random(seed);
  const auto net = std::make_shared<Net>(m, 32, classes, random);
  const Var in = scaled(x);
  Sgd descent(net->parameters(), 0.3, 0.9);
  for (int step = 0; step < 800; ++step) {
    Tape tape;
    descent.step(tape.gradient(cross_entropy((*net)(in), labels), net->parameters()));
  }
  return [net, scaled, classes](const Tensor& rows) {
    const Tensor z = (*net)(scaled(rows)).value();
    std::vector<int> out;
    for (std::size_t i = 0; i < z.shape()[0]; ++i) {
      const double* row = z.data() + i * classes;
      out.push_back(int(std::max_element(row, row + classes) - row));
    }
    return out;
  };
}

// Rows drawn with replacement, a rate that falls smoothly, and the scaling put into the first
// layer.
#pragma once
#include <functional>

#include "dense.hpp"
#include "loss.hpp"
#include "sgd.hpp"

std::function<std::vector<int>(const t::Tensor&)> train(const t::Tensor& x,
                                                        const std::vector<int>& labels,
                                                        std::size_t classes, std::uint64_t seed) {
  t::Rng rng(seed);
  const std::size_t n = x.shape()[0], m = x.shape()[1], batch = 24, steps = 3000;
  std::vector<double> middle(m), size(m);
  for (std::size_t j = 0; j < m; ++j) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) sum += x(i, j);
    middle[j] = sum / n;
    for (std::size_t i = 0; i < n; ++i) squares += (x(i, j) - middle[j]) * (x(i, j) - middle[j]);
    size[j] = squares > 0 ? std::sqrt(squares / n) : 1;
  }
  Net net(m, 64, classes, rng);
  Sgd sgd(net.parameters(), 0.1, 0.9);
  for (std::size_t s = 0; s < steps; ++s) {
    t::Tensor rows = t::zeros({batch, m});
    std::vector<int> of_rows;
    for (std::size_t i = 0; i < batch; ++i) {
      const std::size_t from = rng() % n;
      for (std::size_t j = 0; j < m; ++j) rows(i, j) = (x(from, j) - middle[j]) / size[j];
      of_rows.push_back(labels[from]);
    }
    sgd.set_rate(0.1 * (1 - s / double(steps)));
    const t::Tape tape;
    sgd.step(tape.gradient(cross_entropy(net(t::Var(rows)), of_rows), net.parameters()));
  }
  // (x - middle) / size W + b is x (W / size) + (b - middle / size W).
  std::vector<t::Var> p = net.parameters();
  t::Tensor w = p[0].value(), b = p[1].value();
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t h = 0; h < b.size(); ++h) {
      w(j, h) /= size[j];
      b(h) -= middle[j] * w(j, h);
    }
  p[0].set_value(w);
  p[1].set_value(b);
  return [net](const t::Tensor& rows) { return t::argmax(net(t::Var(rows))); };
}

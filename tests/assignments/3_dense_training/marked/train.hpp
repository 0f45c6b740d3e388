// Assignment 3, part "train": from rows with labels to a function that says the class of a row.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "dense.hpp"
#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/reduce/argmax.hpp"
#include "loss.hpp"
#include "sgd.hpp"

// Rows [n x columns], and the class of each of them.
using Classify = std::function<std::vector<int>(const Tensor& rows)>;

// [solution]
// Moves each column to mean 0 and deviation 1: those of the training rows, whatever comes later.
class Scaling {
 public:
  explicit Scaling(const Tensor& x) : mean_(x.shape()[1], 0), deviation_(x.shape()[1], 0) {
    const std::size_t n = x.shape()[0];
    for (std::size_t j = 0; j < mean_.size(); ++j) {
      for (std::size_t i = 0; i < n; ++i) mean_[j] += x(i, j) / double(n);
      for (std::size_t i = 0; i < n; ++i) deviation_[j] += std::pow(x(i, j) - mean_[j], 2);
      deviation_[j] = std::sqrt(deviation_[j] / double(n));
      if (deviation_[j] == 0) deviation_[j] = 1;
    }
  }

  Tensor operator()(Tensor x) const {
    for (std::size_t i = 0; i < x.shape()[0]; ++i)
      for (std::size_t j = 0; j < mean_.size(); ++j) x(i, j) = (x(i, j) - mean_[j]) / deviation_[j];
    return x;
  }

 private:
  std::vector<double> mean_, deviation_;
};

// Rows first, first + 1, ..., last - 1 of an order.
inline Tensor rows_of(const Tensor& x, const std::vector<std::size_t>& order, std::size_t first,
                      std::size_t last) {
  Tensor batch = zeros({last - first, x.shape()[1]});
  for (std::size_t i = first; i < last; ++i)
    for (std::size_t j = 0; j < x.shape()[1]; ++j) batch(i - first, j) = x(order[i], j);
  return batch;
}

// [end]
// Trains a net of yours on x [n x columns] and its n labels, which are in 0 ... classes - 1. All
// that is drawn follows from the seed.
inline Classify train(const Tensor& x, const std::vector<int>& labels, std::size_t classes,
                      std::uint64_t seed) {
  // [solution]
  constexpr std::size_t kHidden = 48, kEpochs = 150, kBatch = 32;
  Rng rng(seed);
  const Scaling scaling(x);
  const Tensor scaled = scaling(x);
  const Net net(x.shape()[1], kHidden, classes, rng);
  const std::vector<Var> parameters = net.parameters();
  Sgd sgd(parameters, 0.1, 0.9);
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t epoch = 0; epoch < kEpochs; ++epoch) {
    if (epoch == 2 * kEpochs / 3) sgd.set_rate(0.02);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng() % i]);
    for (std::size_t first = 0; first < order.size(); first += kBatch) {
      const std::size_t last = std::min(first + kBatch, order.size());
      std::vector<int> batch_labels;
      for (std::size_t i = first; i < last; ++i) batch_labels.push_back(labels[order[i]]);
      const Tape tape;
      const Var loss = cross_entropy(net(Var(rows_of(scaled, order, first, last))), batch_labels);
      sgd.step(tape.gradient(loss, parameters));
    }
  }
  return [net, scaling](const Tensor& rows) { return argmax(net(Var(scaling(rows))), 1); };
  // [starter]
  //| throw std::logic_error("to do: train, task 1, train(x, labels, classes, seed)");
  // [end]
}

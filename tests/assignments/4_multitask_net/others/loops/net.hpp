// Layers as plain lists of Vars, made of matmul and +; pictures are reshaped by hand.
#pragma once
#include "dense.hpp"
#include "engine/array/random.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/reshape.hpp"
using namespace tapestry;

class MultiTaskNet {
  std::vector<Var> all_;  // trunk W, b; then of each task encoder W, b, head W, b

  void layer(std::size_t in, std::size_t out, Rng& rng) {
    all_.push_back(Var("W", random_uniform({in, out}, rng, -0.5, 0.5)));
    all_.push_back(Var("b", random_uniform({out}, rng, -0.1, 0.1)));
  }
  Var through(std::size_t at, const Var& x) const { return matmul(x, all_[at]) + all_[at + 1]; }

 public:
  MultiTaskNet(const std::vector<TaskSizes>& tasks, std::size_t width, std::size_t trunk,
               std::uint64_t seed) {
    Rng rng(seed + 17);
    layer(width, trunk, rng);
    for (auto [in, out] : tasks) layer(in, width, rng), layer(trunk, out, rng);
  }
  Var forward(std::size_t task, const Var& x) const {
    const std::size_t n = x.shape()[0];
    Var z = reshape(x, {n, x.size() / n});
    z = tanh(through(2 + 4 * task, z));
    z = tanh(through(0, z));
    return through(4 + 4 * task, z);
  }
  std::vector<Var> shared() const { return {all_.begin(), all_.begin() + 2}; }
  std::vector<Var> own(std::size_t task) const {
    const auto from = all_.begin() + std::ptrdiff_t(2 + 4 * task);
    return {from, from + 4};
  }
  std::vector<Var> parameters() const { return all_; }
};

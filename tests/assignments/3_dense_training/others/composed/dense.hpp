// The bias as one more row below the weights: a concatenation and one product.
#pragma once
#include <array>
#include <cmath>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/exponential.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/concatenate.hpp"
#include "engine/ops/shape/reshape.hpp"
namespace t = tapestry;
using tapestry::Rng;

class Dense {
 public:
  Dense(std::size_t inputs, std::size_t outputs, t::Rng& rng) {
    std::uniform_real_distribution<double> draw(-1, 1);
    t::Tensor first = t::zeros({inputs, outputs});
    for (auto& one : first) one = draw(rng) * std::sqrt(6. / (inputs + outputs));
    both = {t::Var(first), t::Var(t::zeros({outputs}))};
  }
  t::Var operator()(const t::Var& x) const {
    const t::Var ones = t::Var::constant(t::full({x.shape()[0], 1}, 1));
    const t::Var below = t::reshape(both[1], {1, both[1].size()});
    return t::matmul(t::concatenate({x, ones}, 1), t::concatenate({both[0], below}, 0));
  }
  std::vector<t::Var> parameters() const { return {both.begin(), both.end()}; }

 private:
  std::array<t::Var, 2> both;
};

template <class Layer>
class NetOf {
 public:
  NetOf(std::size_t in, std::size_t hidden, std::size_t out, t::Rng& rng)
      : lower(in, hidden, rng), upper(hidden, out, rng) {}
  t::Var operator()(const t::Var& x) const {
    // tanh(s) = 2 sigmoid(2 s) - 1.
    return upper(2 * t::sigmoid(2 * lower(x)) - 1);
  }
  std::vector<t::Var> parameters() const {
    auto all = lower.parameters();
    const auto more = upper.parameters();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

 private:
  Layer lower, upper;
};
using Net = NetOf<Dense>;

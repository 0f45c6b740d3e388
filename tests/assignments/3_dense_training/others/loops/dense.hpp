// Plain loops: the layer is an op of its own, with pullbacks that are products.
#pragma once
#include <cmath>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"
using namespace tapestry;

struct Dense {
  Var kernel, offset;

  Dense(std::size_t from, std::size_t to, Rng& random)
      : kernel("kernel", zeros({from, to})), offset("offset", zeros({to})) {
    const double a = std::sqrt(6.0) / std::sqrt(double(from + to));
    for (double& one : kernel.mutable_value()) one = a * (2 * uniform_draw(random) - 1);
  }

  Var operator()(const Var& in) const {
    const std::size_t n = in.shape()[0], from = kernel.shape()[0], to = kernel.shape()[1];
    Tensor out = zeros({n, to});
    const double *w = kernel.value().data(), *b = offset.value().data(), *x = in.value().data();
    double* y = out.data();
    for (std::size_t row = 0; row < n; ++row, y += to, x += from) {
      for (std::size_t o = 0; o < to; ++o) y[o] = b[o];
      for (std::size_t i = from; i-- > 0;)
        for (std::size_t o = 0; o < to; ++o) y[o] += w[i * to + o] * x[i];
    }
    return record("layer", out,
                  {{in, [w = kernel](const Var& g, const Var&) { return matmul(g, transpose(w)); }},
                   {kernel, [in](const Var& g, const Var&) { return matmul(transpose(in), g); }},
                   {offset, [](const Var& g, const Var&) { return sum(g, {0}); }}});
  }

  std::vector<Var> parameters() const { return {kernel, offset}; }
};

struct Net {
  std::vector<Dense> layers;

  Net(std::size_t from, std::size_t middle, std::size_t to, Rng& random) {
    layers.emplace_back(from, middle, random);
    layers.emplace_back(middle, to, random);
  }

  Var operator()(Var signal) const {
    for (std::size_t k = 0; k < layers.size(); ++k) {
      if (k > 0) signal = tanh(signal);
      signal = layers[k](signal);
    }
    return signal;
  }

  std::vector<Var> parameters() const {
    std::vector<Var> out;
    for (const Dense& layer : layers)
      for (const Var& one : {layer.kernel, layer.offset}) out.push_back(one);
    return out;
  }
};

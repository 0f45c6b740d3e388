// Mlp: dense layers one after the other, a multi-layer perceptron.
#pragma once

#include <string>
#include <vector>

#include "nn/layers/dense.hpp"

namespace tapestry::nn {

// widths {256, 128, 64} makes 256 -> 128 -> 64, each followed by the activation; their names are
// name.0, name.1, ... A single width makes no layer: y = x.
class Mlp : NoCopies {
 public:
  Mlp(const std::string& name, const std::vector<std::size_t>& widths, Activation activation,
      Rng& rng);
  Var operator()(const Var& x) const;
  Parameters parameters() const;
  std::string settings() const { return layers.empty() ? std::string() : layers[0].settings(); }

  std::vector<Dense> layers;
};

// input, and then the outputs of the layers: what Mlp takes.
std::vector<std::size_t> with_input(std::size_t input, const std::vector<std::size_t>& outputs);

}  // namespace tapestry::nn

// Dense layers, one and several.
#pragma once

#include <string>
#include <vector>

#include "nn/parameter.hpp"

namespace tapestry::nn {

enum class Activation { none, relu, tanh, sigmoid };

// y = activation(x W + b). x [batch x inputs] -> [batch x outputs]
//
// W [inputs x outputs] starts as He normal for a ReLU and as Glorot uniform otherwise; b [outputs]
// starts at zero. Their names are name.weight and name.bias.
class Dense {
 public:
  Dense(const std::string& name, std::size_t inputs, std::size_t outputs, Activation activation,
        Rng& rng);
  Var operator()(const Var& x) const;
  Parameters parameters() const { return {weight, bias}; }

  Parameter weight, bias;
  Activation activation;
};

// Dense layers one after the other. widths {256, 128, 64} makes 256 -> 128 -> 64, each followed by
// the activation; their names are name.0, name.1, ... A single width makes no layer: y = x.
class DenseStack {
 public:
  DenseStack(const std::string& name, const std::vector<std::size_t>& widths, Activation activation,
             Rng& rng);
  Var operator()(const Var& x) const;
  Parameters parameters() const;

  std::vector<Dense> layers;
};

}  // namespace tapestry::nn

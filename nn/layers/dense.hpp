// Dense: a fully connected layer.
#pragma once

#include <string>

#include "engine/array/random.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

enum class Activation { none, relu, tanh, sigmoid };
std::string name_of(Activation activation);  // "relu"; "linear" for none

// y = activation(x W + b). x [batch x inputs] -> [batch x outputs]
//
// W [inputs x outputs] starts as He normal for a ReLU and as Glorot uniform otherwise; b [outputs]
// starts at zero. Their names are name.weight and name.bias.
class Dense : NoCopies {
 public:
  Dense(const std::string& name, std::size_t inputs, std::size_t outputs, Activation activation,
        Rng& rng);
  Var operator()(const Var& x) const;
  Parameters parameters() const { return {weight, bias}; }
  std::string settings() const { return name_of(activation); }

  Parameter weight, bias;
  Activation activation;
};

}  // namespace tapestry::nn

// LayerNorm: the engine's op with a trained gain and bias.
#pragma once

#include <string>

#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// layer_norm along the last axis. x [... x width] -> the same shape
//
// gain [width] starts at one and bias [width] at zero, so that it starts as the plain
// standardising; named name.gain and name.bias. Throws for a width of 0.
class LayerNorm : NoCopies {
 public:
  LayerNorm(const std::string& name, std::size_t width, Scalar epsilon = Scalar(1e-5));
  Var operator()(const Var& x) const;
  Parameters parameters() const { return {gain, bias}; }

  Parameter gain, bias;
  Scalar epsilon;
};

}  // namespace tapestry::nn

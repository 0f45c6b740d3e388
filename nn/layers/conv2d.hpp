// A convolutional layer.
#pragma once

#include <string>

#include "engine/array/random.hpp"
#include "engine/ops/net/convolution.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// y = conv2d(x, W) + b, for square kernels. x [batch x channels x height x width]
// -> [batch x out x rows x columns]; rows and columns as in engine/ops/net/convolution.hpp. There
// is no activation inside: write relu(layer(x)).
//
// W [out x channels x kernel x kernel] starts as He normal, for the ReLU that usually follows: a
// normal distribution with variance 2 / (channels kernel^2), the inputs that one output sees (He et
// al. 2015). b [out] starts at zero. Their names are name.weight and name.bias. Throws for a size
// or a stride of 0.
class Conv2d : NoCopies {
 public:
  Conv2d(const std::string& name, std::size_t channels, std::size_t out, std::size_t kernel,
         Rng& rng, const Convolution& how = {});
  Var operator()(const Var& x) const { return conv2d(x, weight, bias, how); }
  Parameters parameters() const { return {weight, bias}; }

  Parameter weight, bias;
  Convolution how;
};

}  // namespace tapestry::nn

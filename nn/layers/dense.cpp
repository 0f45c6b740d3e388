#include "nn/layers/dense.hpp"

#include "engine/array/random.hpp"
#include "engine/base/error.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/net/affine.hpp"
#include "nn/layers/initialise.hpp"

namespace tapestry::nn {
namespace {

Tensor starting_weight(const std::string& name, std::size_t inputs, std::size_t outputs,
                       Activation activation, Rng& rng) {
  if (inputs == 0 || outputs == 0)
    base::fail("Dense: '", name, "' was asked for with ", inputs, " inputs and ", outputs,
               " outputs: give at least 1 of each.");
  return activation == Activation::relu ? he_normal(inputs, outputs, rng)
                                        : glorot_uniform(inputs, outputs, rng);
}

}  // namespace

Dense::Dense(const std::string& name, std::size_t inputs, std::size_t outputs, Activation chosen,
             Rng& rng)
    : weight(Var::parameter(name + ".weight", starting_weight(name, inputs, outputs, chosen, rng))),
      bias(Var::parameter(name + ".bias", zeros({outputs}))),
      activation(chosen) {}

Var Dense::operator()(const Var& x) const {
  const Var y = affine(x, weight, bias);
  switch (activation) {
    case Activation::relu:
      return relu(y);
    case Activation::tanh:
      return tanh(y);
    case Activation::sigmoid:
      return sigmoid(y);
    case Activation::none:
      break;
  }
  return y;
}

std::string name_of(Activation activation) {
  switch (activation) {
    case Activation::relu:
      return "relu";
    case Activation::tanh:
      return "tanh";
    case Activation::sigmoid:
      return "sigmoid";
    case Activation::none:
      break;
  }
  return "linear";
}

}  // namespace tapestry::nn

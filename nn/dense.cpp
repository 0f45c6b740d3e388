#include "nn/dense.hpp"

#include "engine/error.hpp"
#include "engine/ops/activations.hpp"
#include "engine/ops/affine.hpp"
#include "nn/initialise.hpp"

namespace tapestry::nn {
namespace {

Tensor starting_weight(const std::string& name, std::size_t inputs, std::size_t outputs,
                       Activation activation, Rng& rng) {
  if (inputs == 0 || outputs == 0)
    fail("Dense: '", name, "' was asked for with ", inputs, " inputs and ", outputs,
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

DenseStack::DenseStack(const std::string& name, const std::vector<std::size_t>& widths,
                       Activation activation, Rng& rng) {
  for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    layers.emplace_back(name + "." + std::to_string(i), widths[i], widths[i + 1], activation, rng);
}

Var DenseStack::operator()(const Var& x) const {
  Var y = x;
  for (const Dense& layer : layers) y = layer(y);
  return y;
}

Parameters DenseStack::parameters() const {
  Parameters all;
  for (const Dense& layer : layers) all = joined(std::move(all), layer.parameters());
  return all;
}

}  // namespace tapestry::nn

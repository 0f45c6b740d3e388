#include "nn/layers/layer_norm.hpp"

#include "engine/base/error.hpp"
#include "engine/ops/net/layer_norm.hpp"

namespace tapestry::nn {
namespace {

std::size_t at_least_1(std::size_t width, const std::string& name) {
  if (width == 0)
    base::fail("LayerNorm: '", name, "' was asked for with width 0: give at least 1.");
  return width;
}

}  // namespace

LayerNorm::LayerNorm(const std::string& name, std::size_t width, Scalar chosen)
    : gain(Var::parameter(name + ".gain", full({at_least_1(width, name)}, 1))),
      bias(Var::parameter(name + ".bias", zeros({width}))),
      epsilon(chosen) {}

Var LayerNorm::operator()(const Var& x) const { return layer_norm(x, gain, bias, epsilon); }

}  // namespace tapestry::nn

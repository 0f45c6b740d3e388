#include "nn/layers/mlp.hpp"

#include <utility>

namespace tapestry::nn {

Mlp::Mlp(const std::string& name, const std::vector<std::size_t>& widths, Activation activation,
         Rng& rng) {
  for (std::size_t i = 0; i + 1 < widths.size(); ++i)
    layers.emplace_back(name + "." + std::to_string(i), widths[i], widths[i + 1], activation, rng);
}

Var Mlp::operator()(const Var& x) const {
  Var y = x;
  for (const Dense& layer : layers) y = layer(y);
  return y;
}

Parameters Mlp::parameters() const {
  Parameters all;
  for (const Dense& layer : layers) all = joined(std::move(all), layer.parameters());
  return all;
}

std::vector<std::size_t> with_input(std::size_t input, const std::vector<std::size_t>& outputs) {
  std::vector<std::size_t> widths = {input};
  widths.insert(widths.end(), outputs.begin(), outputs.end());
  return widths;
}

}  // namespace tapestry::nn

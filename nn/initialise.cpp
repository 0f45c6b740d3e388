#include "nn/initialise.hpp"

#include <cmath>

namespace tapestry::nn {

Tensor he_normal(std::size_t inputs, std::size_t outputs, Rng& rng) {
  return random_normal({inputs, outputs}, rng, 0, std::sqrt(2.0 / static_cast<double>(inputs)));
}

Tensor glorot_uniform(std::size_t inputs, std::size_t outputs, Rng& rng) {
  const double limit = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
  return random_uniform({inputs, outputs}, rng, -limit, limit);
}

}  // namespace tapestry::nn

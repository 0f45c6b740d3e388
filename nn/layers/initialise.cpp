#include "nn/layers/initialise.hpp"

#include <cmath>

#include "engine/array/random.hpp"

namespace tapestry::nn {

Tensor he_normal(std::size_t inputs, std::size_t outputs, Rng& rng) {
  return random_normal({inputs, outputs}, rng, 0, std::sqrt(2.0 / static_cast<double>(inputs)));
}

Tensor glorot_uniform(std::size_t inputs, std::size_t outputs, Rng& rng) {
  const double limit = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
  return random_uniform({inputs, outputs}, rng, -limit, limit);
}

Rng part_generator(std::uint64_t seed, const std::string& part) {
  // FNV-1a: a plain hash that is the same on every machine, unlike std::hash.
  std::uint64_t hash = 14695981039346656037u ^ seed;
  for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return Rng(hash);
}

}  // namespace tapestry::nn

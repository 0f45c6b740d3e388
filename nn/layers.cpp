#include "nn/layers.hpp"

#include <cmath>

#include "engine/error.hpp"
#include "engine/ops/dropout.hpp"
#include "engine/ops/embedding.hpp"
#include "engine/ops/layer_norm.hpp"

namespace tapestry::nn {
namespace {

std::size_t at_least_1(std::size_t width, const std::string& name) {
  if (width == 0) fail("LayerNorm: '", name, "' was asked for with width 0: give at least 1.");
  return width;
}

Tensor starting_table(const std::string& name, std::size_t entries, std::size_t width, Rng& rng) {
  if (entries == 0 || width == 0)
    fail("Embedding: '", name, "' was asked for with ", entries, " entries of width ", width,
         ": give at least 1 of each.");
  return random_normal({entries, width}, rng, 0, 1 / std::sqrt(static_cast<double>(width)));
}

}  // namespace

LayerNorm::LayerNorm(const std::string& name, std::size_t width, Scalar chosen)
    : gain(Var::parameter(name + ".gain", full({at_least_1(width, name)}, 1))),
      bias(Var::parameter(name + ".bias", zeros({width}))),
      epsilon(chosen) {}

Var LayerNorm::operator()(const Var& x) const { return layer_norm(x, gain, bias, epsilon); }

Embedding::Embedding(const std::string& name, std::size_t entries, std::size_t width, Rng& rng)
    : table(Var::parameter(name + ".table", starting_table(name, entries, width, rng))) {}

Var Embedding::operator()(const std::vector<int>& ids) const { return embedding(table, ids); }

Dropout::Dropout(double probability, std::uint64_t seed) : probability_(probability), rng_(seed) {
  if (!(probability >= 0 && probability < 1))
    fail("Dropout: probability ", probability,
         ": it is the share that is left out, and must lie in [0, 1); 50 percent is 0.5.");
}

Var Dropout::operator()(const Var& x, Mode mode) {
  return mode == Mode::training ? dropout(x, probability_, rng_) : x;
}

}  // namespace tapestry::nn

#include "nn/layers/embedding.hpp"

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/ops/index/embedding.hpp"

namespace tapestry::nn {
namespace {

Tensor starting_table(const std::string& name, std::size_t entries, std::size_t width, Rng& rng) {
  if (entries == 0 || width == 0)
    base::fail("Embedding: '", name, "' was asked for with ", entries, " entries of width ", width,
               ": give at least 1 of each.");
  return random_normal({entries, width}, rng, 0, 1 / std::sqrt(static_cast<double>(width)));
}

}  // namespace

Embedding::Embedding(const std::string& name, std::size_t entries, std::size_t width, Rng& rng)
    : table(Var::parameter(name + ".table", starting_table(name, entries, width, rng))) {}

Var Embedding::operator()(const std::vector<int>& ids) const { return embedding(table, ids); }

}  // namespace tapestry::nn

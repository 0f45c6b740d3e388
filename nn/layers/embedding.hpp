// Embedding: a table of trained vectors, one for each id.
#pragma once

#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// A trained vector for each of `entries` ids. ids of length k, each in 0 .. entries - 1 ->
// [k x width]
//
// The table [entries x width], name.table, starts normal with variance 1 / width, so that each
// vector has a length of about 1. Throws for 0 entries or a width of 0.
class Embedding : NoCopies {
 public:
  Embedding(const std::string& name, std::size_t entries, std::size_t width, Rng& rng);
  Var operator()(const std::vector<int>& ids) const;
  Parameters parameters() const { return {table}; }

  Parameter table;
};

}  // namespace tapestry::nn

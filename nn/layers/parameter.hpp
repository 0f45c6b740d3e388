// Parameters: the named leaves that training changes.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry::nn {

// A leaf made by Var::parameter(name, value). Names such as "trunk.0.weight" are unique within a
// model: errors and saved files go by them.
using Parameter = Var;
using Parameters = std::vector<Parameter>;

// What layers inherit, because a copy of a layer would share its weights with the original: a
// Parameter is a handle. std::vector<Dense>(3, layer) would be one layer under three numbers; it
// does not compile. For a second layer, make one, and give it these values if it is to begin alike.
struct NoCopies {
  NoCopies() = default;
  NoCopies(NoCopies&&) = default;
  NoCopies& operator=(NoCopies&&) = default;
};

// How many numbers the parameters hold together.
inline std::size_t count(const Parameters& parameters) {
  std::size_t n = 0;
  for (const Parameter& p : parameters) n += p.size();
  return n;
}

// a, and then those of b.
inline Parameters joined(Parameters a, const Parameters& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace tapestry::nn

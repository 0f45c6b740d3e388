#include "nn/omega/alternating_structure.hpp"

#include <limits>

#include "engine/base/error.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

AlternatingStructure::AlternatingStructure(std::size_t dimensions, double strength, double ridge)
    : dimensions_(dimensions) {
  if (dimensions == 0)
    base::fail("AlternatingStructure: there are 0 dimensions, but there must be at least 1.");
  checked_strength("AlternatingStructure", strength);
  checked_strength("AlternatingStructure", ridge, "strength of the ridge");
  const double h = ridge / strength, scale = ridge * (1 + h);
  if (!(strength > 0 && h > 0 && scale <= double{std::numeric_limits<Scalar>::max()}))
    base::fail("AlternatingStructure: the strengths are ", strength, ", and ", ridge,
               " of the ridge, but both must be above 0, and neither vanish beside the other.");
  water_ = {"AlternatingStructure", h, scale, static_cast<double>(dimensions)};
}

void AlternatingStructure::check_parameters(const Shape& w) const {
  check_two_axes("AlternatingStructure", w);
  if (w[1] < dimensions_)
    base::fail("AlternatingStructure: w is ", to_string(w), ", and its ", w[1],
               " parameters cannot have ", dimensions_,
               " dimensions: ask for no more dimensions than parameters.");
}

Var AlternatingStructure::of(const Var& w) const {
  check_parameters(w.shape());
  return water_.of(w);
}

Tensor AlternatingStructure::prox(const Tensor& w, double step) const {
  check_parameters(w.shape());
  check_prox("AlternatingStructure", w.shape(), step);
  return water_.prox(w, step);
}

}  // namespace tapestry::nn

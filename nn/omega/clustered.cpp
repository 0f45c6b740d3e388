#include "nn/omega/clustered.hpp"

#include <limits>

#include "engine/base/error.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

Clustered::Clustered(std::size_t clusters, double within, double ridge) : clusters_(clusters) {
  if (clusters == 0) base::fail("Clustered: there are 0 clusters, but there must be at least 1.");
  checked_strength("Clustered", within, "strength within clusters");
  checked_strength("Clustered", ridge, "strength of the ridge");
  const double h = ridge / within, scale = ridge * (1 + h);
  if (!(within > 0 && h > 0 && scale <= double{std::numeric_limits<Scalar>::max()}))
    base::fail("Clustered: the strengths are ", within, " within clusters and ", ridge,
               " of the ridge, but both must be above 0, and neither vanish beside the other.");
  water_ = {"Clustered", h, scale, static_cast<double>(clusters)};
}

void Clustered::check_tasks(const Shape& w) const {
  check_two_axes("Clustered", w);
  if (w[0] < clusters_)
    base::fail("Clustered: w is ", to_string(w), ", and its ", w[0], " tasks cannot form ",
               clusters_, " clusters: ask for no more clusters than tasks.");
}

Var Clustered::of(const Var& w) const {
  check_tasks(w.shape());
  return water_.of(w);
}

Tensor Clustered::prox(const Tensor& w, double step) const {
  check_tasks(w.shape());
  check_prox("Clustered", w.shape(), step);
  return water_.prox(w, step);
}

}  // namespace tapestry::nn

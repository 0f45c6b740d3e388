#include "nn/omega/dirty.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/max_min.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/two_parts.hpp"

namespace tapestry::nn {

Dirty::Dirty(double shared, double own)
    : shared_(checked_strength("Dirty", shared, "strength of the shared part")),
      own_(checked_strength("Dirty", own, "strength of the tasks' own part")) {}

Var Dirty::of(const Var& w) const {
  const auto [p, q] = two_parts("Dirty", w);
  return shared_ * sum(max(abs(p), {0})) + Lasso(own_).of(q);
}

Tensor Dirty::prox(const Tensor& w, double step) const {
  check_prox("Dirty", w.shape(), step);
  auto [p, q] = two_parts("Dirty", w);
  std::vector<double> column(p.shape()[0]);
  for (std::size_t j = 0; j < p.shape()[1]; ++j) {
    for (std::size_t t = 0; t < column.size(); ++t) column[t] = p(t, j);
    const std::vector<double> projected = project_on_l1_ball(column, double{shared_} * step);
    for (std::size_t t = 0; t < column.size(); ++t)
      p(t, j) = static_cast<Scalar>(column[t] - projected[t]);
  }
  return join_parts(p, Lasso(own_).prox(q, step));
}

std::vector<double> project_on_l1_ball(std::vector<double> x, double radius) {
  std::vector<double> sizes;
  for (double each : x) {
    if (std::isnan(each)) return std::vector<double>(x.size(), each);  // never hidden
    sizes.push_back(std::abs(each));
  }
  std::sort(sizes.rbegin(), sizes.rend());
  // With the k largest left above 0 the threshold is (their sum - radius) / k; the right k is the
  // last whose own element is above it. Inside the ball the threshold is negative, and nothing
  // moves.
  double sum = 0, threshold = 0;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    sum += sizes[k];
    const double candidate = (sum - radius) / static_cast<double>(k + 1);
    if (sizes[k] >= candidate) threshold = candidate;  // equal, where the radius is 0 beside it
  }
  for (double& each : x) each = soft_threshold(each, std::max(threshold, 0.0));
  return x;
}

}  // namespace tapestry::nn

#include "nn/omega/l1_inf.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/max_min.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

L1Inf::L1Inf(double strength) : strength_(checked_strength("L1Inf", strength)) {}

Var L1Inf::of(const Var& w) const {
  check_two_axes("L1Inf", w.shape());
  return strength_ * sum(max(abs(w), {0}));
}

Tensor L1Inf::prox(const Tensor& w, double step) const {
  check_prox("L1Inf", w.shape(), step);
  Tensor v = w;
  std::vector<double> column(w.shape()[0]);
  for (std::size_t j = 0; j < w.shape()[1]; ++j) {
    for (std::size_t t = 0; t < column.size(); ++t) column[t] = w(t, j);
    const std::vector<double> projected = project_on_l1_ball(column, double{strength_} * step);
    double limit = 0;  // what the largest are cut down to: one number, whatever the rounding
    for (std::size_t t = 0; t < column.size(); ++t)
      if (projected[t] != 0) {
        const double size = std::abs(column[t] - projected[t]);
        if (!(size <= limit)) limit = size;  // or NaN
      }
    for (std::size_t t = 0; t < column.size(); ++t)
      if (projected[t] != 0) v(t, j) = static_cast<Scalar>(std::copysign(limit, column[t]));
  }
  return v;
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

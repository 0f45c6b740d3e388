#include "nn/balancing/cagrad.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "nn/balancing/gramian.hpp"
#include "nn/balancing/small_qp.hpp"

namespace tapestry::nn {

CaGrad::CaGrad(double c) : c_(c) {
  if (!(c >= 0 && std::isfinite(c)))
    base::fail("CaGrad: c is ", c, ", but must be finite and 0 or more: 0.5 is usual.");
}

Weighting CaGrad::weights(const TaskGradients& gradients) {
  check_gramian(name(), gradients);
  const std::size_t n = gradients.size();
  const double share = 1 / static_cast<double>(n);
  const std::vector<double> mean(n, share);
  std::vector<double> along(n);  // <g_0, g_t>
  double squared_mean = 0, longest = 0;
  double shortest = std::numeric_limits<double>::infinity();  // but not 0
  for (std::size_t t = 0; t < n; ++t) {
    along[t] = dot_with(gradients, mean, t);
    squared_mean += share * along[t];
    const double length = std::sqrt(gradients.dot(t, t));
    longest = std::max(longest, length);
    if (length > 0) shortest = std::min(shortest, length);
  }
  if (!(c_ > 0) || !(squared_mean > 0)) return {mean, {}};
  const double radius = c_ * std::sqrt(squared_mean);
  Weighting best{mean, {false, 0, 1, qp_tolerance}};
  const QpSolution nearest = min_norm_point(gradients.gramian, n);
  double squared_nearest = 0, terms = 0;
  for (std::size_t t = 0; t < n; ++t) {
    squared_nearest += nearest.x[t] * dot_with(gradients, nearest.x, t);
    terms += nearest.x[t] * std::sqrt(gradients.dot(t, t));
  }
  const bool stationary = squared_nearest <= 1e-14 * terms * terms;
  if (stationary) {  // no d has min_t <g_t, d> > 0, so that 0 is the best, if the ball holds such a
                     // d
    const QpSolution v = dual_cone_projection(gradients.gramian, mean);
    double squared = 0;
    for (std::size_t t = 0; t < n; ++t) {
      std::vector<double> change = v.x;
      for (double& x : change) x -= share;
      squared += change[t] * dot_with(gradients, change, t);
    }
    if (squared <= radius * radius * (1 + qp_tolerance)) return {v.x, v.status};
  }
  const double length = std::sqrt(squared_mean);
  // The distance is at least scale times the least norm.
  double high =
      std::log(stationary ? 1e8 * length / shortest : 2 * radius / std::sqrt(squared_nearest));
  double low = std::log(1e-8 * std::min(1.0, c_) * length / longest);
  for (std::size_t step = 0; step < 200 && !best.status.solved; ++step) {
    const double tried = (low + high) / 2, scale = std::exp(tried);
    std::vector<double> shifted(n * n);
    for (std::size_t s = 0; s < n; ++s)
      for (std::size_t t = 0; t < n; ++t)
        shifted[s * n + t] =
            squared_mean + scale * (along[s] + along[t]) + scale * scale * gradients.dot(s, t);
    const QpSolution w = min_norm_point(shifted, n);
    double squared = 0;
    for (std::size_t t = 0; t < n; ++t) {
      best.weights[t] = share + scale * w.x[t];
      squared += w.x[t] * dot_with(gradients, w.x, t);
    }
    const double distance = scale * std::sqrt(std::max(0.0, squared));
    const double off = std::abs(distance - radius) / radius;
    best.status.iterations += w.status.iterations;
    best.status.residual = std::max(off, w.status.residual);
    best.status.solved = best.status.residual <= qp_tolerance;
    (distance > radius ? high : low) = tried;
  }
  return best;
}

}  // namespace tapestry::nn

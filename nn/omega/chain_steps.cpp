#include "nn/omega/chain_steps.hpp"

#include <cmath>
#include <limits>

#include "engine/array/tensor.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/shape/concatenate.hpp"

namespace tapestry::nn {

Var steps_along_chain(const Var& w) {
  const std::size_t tasks = w.shape()[0];
  if (tasks < 2) return narrow(w, 0, 0, tasks) * Scalar(0);
  return narrow(w, 0, 1, tasks - 1) - narrow(w, 0, 0, tasks - 1);
}

std::vector<double> taut_string(const std::vector<double>& x, double threshold) {
  const std::size_t n = x.size();
  std::vector<double> sums(n + 1, 0.0), v(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (!std::isfinite(x[i])) return std::vector<double>(n, std::nan(""));  // never hidden
    sums[i + 1] = sums[i] + x[i];
  }
  // From each knot the string goes straight for as long as it can: the slope must stay above what
  // every floor behind it asks for, and below every ceiling. Where no slope serves both, it bends
  // at the wall that was hit first; at the end the tube has no width.
  std::size_t knot = 0;
  double height = 0;
  while (knot < n) {
    double least = -std::numeric_limits<double>::infinity(), most = -least;
    std::size_t floor = knot, ceiling = knot, next = n;
    double slope = 0;
    for (std::size_t i = knot + 1; i <= n; ++i) {
      const double width = i == n ? 0 : threshold, length = static_cast<double>(i - knot);
      const double up = (sums[i] + width - height) / length;
      const double down = (sums[i] - width - height) / length;
      if (down > most) {  // it must rise over this floor, and so leaves the ceiling that it touches
        slope = most;
        next = ceiling;
        break;
      }
      if (up < least) {
        slope = least;
        next = floor;
        break;
      }
      if (down >= least) {
        least = down;
        floor = i;
      }
      if (up <= most) {
        most = up;
        ceiling = i;
      }
      slope = least;  // at the end both are the same
    }
    for (std::size_t i = knot; i < next; ++i) v[i] = slope;
    height += slope * static_cast<double>(next - knot);
    knot = next;
  }
  return v;
}

}  // namespace tapestry::nn

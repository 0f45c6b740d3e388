#include "nn/omega/water_filling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/array/blas.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/linalg/singular_values.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/trace_norm.hpp"

namespace tapestry::nn {

Var WaterFilling::of(const Var& w) const {
  const Var values = singular_values(w);
  const std::vector<double> s(values.value().storage().begin(), values.value().storage().end());
  const std::vector<double> m = fill_with_water(s, h, total);
  Tensor weights = zeros_like(values.value());
  for (std::size_t i = 0; i < m.size(); ++i) weights(i) = static_cast<Scalar>(scale / (h + m[i]));
  return sum(Var::constant(weights) * square(values));
}

Tensor WaterFilling::prox(const Tensor& w, double step) const {
  const double r = 2 * step * scale;
  kernels::SingularValues parts = finite_decomposition(who, w);
  const std::vector<double> s(parts.values.storage().begin(), parts.values.storage().end());
  const std::vector<double> m = fill_with_water(s, h + r, total);
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double value = s[i] * (h + m[i]) / (h + m[i] + r);
    for (std::size_t t = 0; t < w.shape()[0]; ++t) parts.left(t, i) *= static_cast<Scalar>(value);
  }
  return kernels::matrix_product(parts.left, parts.right, false, true);
}

std::vector<double> fill_with_water(const std::vector<double>& s, double h, double total) {
  std::vector<double> m(s.size(), 0.0);
  const auto positive =
      static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](double x) { return x > 0; }));
  if (static_cast<double>(positive) <= total) {
    std::fill_n(m.begin(), positive, 1.0);
    return m;
  }
  // s descends, so the first `full` have m = 1, the last m = 0, and those between, up to `end`,
  // have m = s / level - h; their sum gives the level. Try all; of the right one no m needs to be
  // cut.
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t full = 0; static_cast<double>(full) < total; ++full) {
    double sum = 0;
    for (std::size_t end = full + 1; end <= positive; ++end) {
      sum += s[end - 1];
      const double level =
          sum / (total - static_cast<double>(full) + h * static_cast<double>(end - full));
      std::vector<double> each(s.size(), 0.0);
      double cut = 0;  // how far this split is from needing no cut: rounding, in the right one
      for (std::size_t i = 0; i < s.size(); ++i) {
        const double uncut = s[i] / level - h;
        each[i] = i < full ? 1 : i < end ? std::clamp(uncut, 0.0, 1.0) : 0;
        if (i < full) cut += std::max(1 - uncut, 0.0);
        if (i >= full && i < end) cut += std::abs(uncut - each[i]);
        if (i >= end) cut += std::max(uncut, 0.0);
      }
      if (cut < least) {
        least = cut;
        m = each;
      }
    }
  }
  return m;
}

}  // namespace tapestry::nn

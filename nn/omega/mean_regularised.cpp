#include "nn/omega/mean_regularised.hpp"

#include "engine/array/reduce.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/omega_checks.hpp"

namespace tapestry::nn {

MeanRegularised::MeanRegularised(double strength)
    : strength_(checked_strength("MeanRegularised", strength)) {}

Var MeanRegularised::of(const Var& w) const {
  check_two_axes("MeanRegularised", w.shape());
  return strength_ * sum(square(w - mean(w, {0}, Axis::keep)));
}

Tensor MeanRegularised::prox(const Tensor& w, double step) const {
  check_prox("MeanRegularised", w.shape(), step);
  const double divisor = 1 + 2 * double{strength_} * step;
  const std::size_t tasks = w.shape()[0], columns = w.shape()[1];
  Tensor v = w;
  for (std::size_t j = 0; j < columns; ++j) {
    const double sum = kernels::sum_in_double(w.data() + j, tasks, columns);
    const double centre = sum / static_cast<double>(tasks);
    for (std::size_t t = 0; t < tasks; ++t)
      v(t, j) = static_cast<Scalar>(centre + (double{w(t, j)} - centre) / divisor);
  }
  return v;
}

}  // namespace tapestry::nn

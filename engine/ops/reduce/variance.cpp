#include "engine/ops/reduce/variance.hpp"

#include "engine/array/loops.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// Calls f(element, group) for each element of a tensor of this shape, in row-major order: both are
// places in memory, the group's in a tensor of the shape `kept`.
template <class F>
void for_each_in_groups(const Shape& shape, const Shape& kept, F f) {
  const std::size_t n = size_of(shape), last = shape.empty() ? 0 : shape.size() - 1;
  const std::size_t row = shape.empty() ? 1 : shape.back();
  const auto step = kernels::broadcast_strides(kept, shape);
  const std::size_t last_step = step.empty() ? 0 : step.back();
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t done = 0; done < n; done += row) {
    std::size_t group = 0;
    for (std::size_t k = 0; k < last; ++k) group += index[k] * step[k];
    for (std::size_t i = 0; i < row; ++i) f(done + i, group + i * last_step);
    for (std::size_t k = last; k-- > 0 && ++index[k] == shape[k];) index[k] = 0;
  }
}

// The sum of squared differences to the mean of each group, times the share.
Tensor spread(const Tensor& x, const Shape& kept, double share) {
  Tensor out = zeros(kept);
  const std::size_t places = out.size(), n = places == 0 ? 0 : x.size() / places;
  const Scalar* from = x.data();
  std::vector<double> means(places, 0), squares(places, 0);
  for_each_in_groups(x.shape(), kept, [&](std::size_t i, std::size_t at) { means[at] += from[i]; });
  for (double& mean : means) mean /= static_cast<double>(n);
  for_each_in_groups(x.shape(), kept, [&](std::size_t i, std::size_t at) {
    const double difference = from[i] - means[at];
    squares[at] += difference * difference;
  });
  for (std::size_t at = 0; at < places; ++at)
    out.data()[at] = static_cast<Scalar>(squares[at] * share);
  return out;
}

// x minus its mean, twice: the first mean is rounded, and where x is large that is seen in the
// differences. They are small numbers, and their own mean sets them right.
Var centred(const Var& x, const Axes& axes) {
  const Var nearly = x - mean(x, axes, Axis::keep);
  return nearly - mean(nearly, axes, Axis::keep);
}

}  // namespace

Var variance(const Var& x) { return variance(x, kernels::all_axes(x)); }

Var variance(const Var& x, const Axes& axes, Axis reduced, int correction) {
  const Shape kept = kernels::kept_shape("variance", x, axes);
  const Shape shape = reduced == Axis::keep ? kept : kernels::dropped_shape("variance", x, axes);
  const std::size_t places = size_of(kept), n = places == 0 ? 0 : x.size() / places;
  if (correction < 0)
    base::fail(
        "variance: the correction is ", correction,
        ", but it must be 0 (the variance of these numbers), 1 (the estimate from a sample) or "
        "more.");
  if (places > 0 && n <= static_cast<std::size_t>(correction))
    base::fail("variance: ", describe(x), " with ", base::counted(n, "element", "elements"),
               " in each group and correction ", correction,
               ": there must be more elements than the correction: give more, or a smaller one.");
  const double share = 1 / (static_cast<double>(n) - correction);
  const Scalar twice = static_cast<Scalar>(2 * share);
  return record("variance", kernels::reshaped(spread(x.value(), kept, share), shape),
                {{x, [x, axes, kept, twice](const Var& g, const Var&) {
                    return kernels::in_shape(g * twice, kept) * centred(x, axes);
                  }}});
}

}  // namespace tapestry

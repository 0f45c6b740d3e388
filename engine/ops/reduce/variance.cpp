#include "engine/ops/reduce/variance.hpp"

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// The sum of squared differences to the mean of each group, times the share.
Tensor spread(const Tensor& x, const Shape& kept, double share) {
  Tensor out = zeros(kept);
  const std::size_t places = out.size(), n = places == 0 ? 0 : x.size() / places;
  const Scalar* from = x.data();
  std::vector<double> means(places, 0), squares(places, 0);
  kernels::for_each_in_groups(x.shape(), kept,
                              [&](std::size_t i, std::size_t at) { means[at] += from[i]; });
  for (double& mean : means) mean /= static_cast<double>(n);
  kernels::for_each_in_groups(x.shape(), kept, [&](std::size_t i, std::size_t at) {
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

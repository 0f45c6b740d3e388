#include "engine/ops/variance.hpp"

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/sums.hpp"
#include "engine/tape.hpp"

namespace tapestry {

Var variance(const Var& x) { return variance(x, all_axes(x)); }

Var variance(const Var& x, const Axes& axes, Axis reduced, int correction) {
  const Shape kept = kept_shape("variance", x, axes);
  const Shape shape = reduced == Axis::keep ? kept : dropped_shape("variance", x, axes);
  const std::size_t places = size_of(kept), n = places == 0 ? 0 : x.size() / places;
  if (correction < 0)
    fail("variance: the correction is ", correction,
         ", but it must be 0 (the variance of these numbers), 1 (the estimate from a sample) or "
         "more.");
  if (places > 0 && n <= static_cast<std::size_t>(correction))
    fail("variance: ", describe(x), " with ", n, " elements in each group and correction ",
         correction, ": there must be more elements than the correction.");
  const Scalar share = 1 / (static_cast<Scalar>(n) - static_cast<Scalar>(correction));
  const Scalar one_of_n = 1 / static_cast<Scalar>(n);
  const Tensor middle =
      map(sum_over_axes(x.value(), kept), [one_of_n](Scalar v) { return v * one_of_n; });
  const Tensor squares =
      zip(x.value(), middle, x.shape(), [](Scalar v, Scalar m) { return (v - m) * (v - m); });
  const Tensor total = sum_over_axes(squares, kept);
  return record("variance", reshaped(map(total, [share](Scalar v) { return v * share; }), shape),
                {{x, [x, axes, kept, share](const Var& g, const Var&) {
                    return reshape(g * (2 * share), kept) * (x - mean(x, axes, Axis::keep));
                  }}});
}

}  // namespace tapestry

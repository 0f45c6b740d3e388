#include "engine/ops/reduce/norms.hpp"

#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// What the elements are divided by before they are squared: the largest |x|, or 1 where that is 0
// or infinite. x [shape] -> [kept]
Tensor scale_of(const Tensor& x, const Shape& kept) {
  Tensor top = kernels::map(x, [](Scalar v) { return std::abs(v); });
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (top.shape()[axis] != kept[axis]) top = kernels::max_over(top, axis);
  return kernels::map(top, [](Scalar v) { return v == 0 || std::isinf(v) ? Scalar{1} : v; });
}

Tensor l2_of(const Tensor& x, const Shape& kept) {
  if (x.size() == 0) return zeros(kept);
  const Tensor scale = scale_of(x, kept);
  const Tensor squares = kernels::zip(x, scale, x.shape(), [](Scalar v, Scalar s) {
    const Scalar share = v / s;
    return share * share;
  });
  return kernels::zip(kernels::sum_over_axes(squares, kept), scale, kept,
                      [](Scalar total, Scalar s) { return s * std::sqrt(total); });
}

}  // namespace

Var l1_norm(const Var& x) { return sum(abs(x)); }
Var l1_norm(const Var& x, const Axes& axes, Axis reduced) { return sum(abs(x), axes, reduced); }

Var l2_norm(const Var& x) { return l2_norm(x, kernels::all_axes(x)); }

Var l2_norm(const Var& x, const Axes& axes, Axis reduced) {
  const Shape kept = kernels::kept_shape("l2_norm", x, axes);
  const Shape shape = reduced == Axis::keep ? kept : kernels::dropped_shape("l2_norm", x, axes);
  return record("l2_norm", kernels::reshaped(l2_of(x.value(), kept), shape),
                {{x, [x, kept](const Var& g, const Var& y) {
                    // Where the norm is 0, so is x: dividing by 1 makes the gradient 0 instead of
                    // 0 / 0.
                    const Tensor ones =
                        kernels::map(y.value(), [](Scalar v) { return Scalar(v == 0); });
                    const Var divisor = y + Var::constant(ones);
                    return kernels::in_shape(g, kept) * (x / kernels::in_shape(divisor, kept));
                  }}});
}

Var frobenius_norm(const Var& x) {
  if (x.rank() < 2)
    base::fail("frobenius_norm: ", describe(x), " has ", base::counted(x.rank(), "axis", "axes"),
               ", but a matrix has two: reshape it, or use l2_norm.");
  return l2_norm(x, {-2, -1});
}

}  // namespace tapestry

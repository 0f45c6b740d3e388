#include "engine/ops/reduce/max_min.hpp"

#include "engine/array/loops.hpp"
#include "engine/array/reduce.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/where.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// 1 / (number of winners) at each winner, 0 elsewhere. x [shape], top [kept] -> [shape]
Tensor winners(const Tensor& x, const Tensor& top) {
  const Tensor is_top = kernels::zip(
      x, top, x.shape(), [](Scalar v, Scalar m) { return v == m ? Scalar{1} : Scalar{0}; });
  Tensor count = is_top;
  for (std::size_t axis = 0; axis < x.dimension(); ++axis)
    if (top.shape()[axis] != x.shape()[axis]) count = kernels::sum_over(count, axis);
  return kernels::zip(is_top, count, x.shape(), [](Scalar w, Scalar n) { return w / n; });
}

// The largest or the smallest elements, with the axes kept at size 1, and the shapes of the result.
struct Extreme {
  Shape kept, shape;  // shape: as the caller asked, with the axes kept or dropped
  Tensor value;
};

Extreme reduce(const char* op, const char* which, const Var& x, const Axes& axes, Axis reduced,
               Tensor (*over)(const Tensor&, std::size_t)) {
  Extreme out;
  out.kept = kernels::kept_shape(op, x, axes);
  out.shape = reduced == Axis::keep ? out.kept : kernels::dropped_shape(op, x, axes);
  if (x.size() == 0 && size_of(out.kept) > 0)
    base::fail(op, ": ", describe(x), " has no elements, and the ", which,
               " of nothing is not defined: leave an empty batch out.");
  out.value = x.value();
  for (std::size_t axis = 0; axis < out.kept.size(); ++axis)
    if (out.value.shape()[axis] != out.kept[axis]) out.value = over(out.value, axis);
  return out;
}

Pullback to_the_winners(const Var& x, const Shape& kept) {
  return [x, kept](const Var& g, const Var& y) {
    const Tensor share = winners(x.value(), kernels::reshaped(y.value(), kept));
    return kernels::weigh(broadcast_to(kernels::in_shape(g, kept), x.shape()),
                          Var::constant(share));
  };
}

}  // namespace

Var max(const Var& x) { return max(x, kernels::all_axes(x)); }

Var max(const Var& x, const Axes& axes, Axis reduced) {
  Extreme top = reduce("max", "largest", x, axes, reduced, kernels::max_over);
  return record("max", kernels::reshaped(std::move(top.value), top.shape),
                {{x, to_the_winners(x, top.kept)}});
}

Var min(const Var& x) { return min(x, kernels::all_axes(x)); }

Var min(const Var& x, const Axes& axes, Axis reduced) {
  Extreme least = reduce("min", "smallest", x, axes, reduced, kernels::min_over);
  return record("min", kernels::reshaped(std::move(least.value), least.shape),
                {{x, to_the_winners(x, least.kept)}});
}

}  // namespace tapestry

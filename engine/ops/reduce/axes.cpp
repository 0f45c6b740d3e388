#include "engine/ops/reduce/axes.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"

namespace tapestry {

std::size_t kernels::resolve_axis(const char* op, const Var& x, int axis) {
  const int rank = static_cast<int>(x.rank());
  if (rank == 0)
    base::fail(op, ": ", describe(x), " is a single number and has no axis ", axis,
               ": give a tensor that has one.");
  if (axis < -rank || axis >= rank)
    base::fail(op, ": ", describe(x), " has no axis ", axis, ": its axes are numbered 0 to ",
               rank - 1, ", or -", rank, " to -1 from the end.");
  return static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
}

namespace {

std::vector<std::size_t> resolve_axes(const char* op, const Var& x, const Axes& axes) {
  if (axes.empty() && x.rank() > 0)
    base::fail(op, ": no axis of ", describe(x),
               " was named: name at least one, or leave the argument "
               "out to reduce them all.");
  std::vector<std::size_t> resolved;
  for (int axis : axes) {
    const std::size_t k = kernels::resolve_axis(op, x, axis);
    if (std::find(resolved.begin(), resolved.end(), k) != resolved.end())
      base::fail(op, ": axis ", axis, " of ", describe(x), " is named twice: name each axis once.");
    resolved.push_back(k);
  }
  return resolved;
}

}  // namespace

Shape kernels::kept_shape(const char* op, const Var& x, const Axes& axes) {
  Shape shape = x.shape();
  for (std::size_t axis : resolve_axes(op, x, axes)) shape[axis] = 1;
  return shape;
}

Shape kernels::dropped_shape(const char* op, const Var& x, const Axes& axes) {
  const auto gone = resolve_axes(op, x, axes);
  std::vector<std::size_t> left;
  for (std::size_t k = 0; k < x.rank(); ++k)
    if (std::find(gone.begin(), gone.end(), k) == gone.end()) left.push_back(x.shape()[k]);
  return Shape(left.begin(), left.end());
}

Axes kernels::all_axes(const Var& x) {
  Axes axes(x.rank());
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

}  // namespace tapestry

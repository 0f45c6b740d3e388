#include "engine/ops/shape/slice.hpp"

#include <algorithm>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/ops/index/gather.hpp"
#include "engine/ops/reduce/axes.hpp"
#include "engine/ops/shape/concatenate.hpp"

namespace tapestry {
namespace {

// How long the axis is, as an int: gather's indices are ints.
int length_of(const char* op, const Var& x, int axis, std::size_t times = 1) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
  const std::size_t n = x.shape()[kernels::resolve_axis(op, x, axis)];
  if (n > 0 && times > kMost / n)
    base::fail(op, ": ", times, " times the ", n, " steps of axis ", axis, " of ", describe(x),
               " are more than an axis may have, ", kMost, ".");
  return static_cast<int>(n);
}

}  // namespace

Var slice(const Var& x, int axis, std::ptrdiff_t begin, std::ptrdiff_t end, std::ptrdiff_t step) {
  const int n = length_of("slice", x, axis);
  if (begin < 0 || begin > end || end > n)
    base::fail("slice: the steps ", begin, " to ", end, " (not included) of axis ", axis, " of ",
               describe(x), ": they must satisfy 0 <= begin <= end <= ", n, ".");
  if (step < 1)
    base::fail("slice: the step is ", step,
               ", but it must be at least 1: for the steps backwards, flip ", describe(x),
               " first.");
  if (step == 1)
    return narrow(x, axis, static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  std::vector<int> indices;
  for (std::ptrdiff_t at = begin; at < end; at += std::min(step, end - at))
    indices.push_back(static_cast<int>(at));
  return gather(x, axis, indices);
}

Var flip(const Var& x, int axis) {
  std::vector<int> indices;
  for (int at = length_of("flip", x, axis); at-- > 0;) indices.push_back(at);
  return gather(x, axis, indices);
}

Var repeat(const Var& x, int axis, std::size_t times) {
  std::vector<int> indices;
  for (int at = 0, n = length_of("repeat", x, axis, times); at < n; ++at)
    indices.insert(indices.end(), times, at);
  return gather(x, axis, indices);
}

Var tile(const Var& x, int axis, std::size_t times) {
  const int n = length_of("tile", x, axis, times);
  std::vector<int> indices;
  for (std::size_t time = 0; n > 0 && time < times; ++time)
    for (int at = 0; at < n; ++at) indices.push_back(at);
  return gather(x, axis, indices);
}

}  // namespace tapestry

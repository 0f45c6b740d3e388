#include "engine/ops/index/gather.hpp"

#include <algorithm>
#include <memory>

#include "engine/array/loops.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/reduce/axes.hpp"

namespace tapestry {
namespace {

using Indices = std::vector<int>;

void check_indices(const char* op, const Var& x, const Indices& indices, std::size_t n) {
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (indices[i] < 0 || static_cast<std::size_t>(indices[i]) >= n)
      base::fail(op, ": index ", indices[i], " at position ", i, " for ", describe(x),
                 n == 0
                     ? ": there is no row that an index could name; leave an empty batch out."
                     : base::text(": an index must lie in 0 to ", n - 1, ": count from 0",
                                  indices[i] < 0 ? "; a negative index does not count from the end."
                                                 : "."));
}

// One step's numbers, side by side in memory, copied or added; a single one without a call.
void copy(const Scalar* from, std::size_t n, Scalar* to) {
  if (n == 1)
    *to = *from;
  else
    std::copy(from, from + n, to);
}

void add(const Scalar* from, std::size_t n, Scalar* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
}

Tensor gathered(const char* op, const Var& x, std::size_t axis, const Indices& indices) {
  const kernels::AroundAxis around = kernels::around_axis(x.shape(), axis);
  check_indices(op, x, indices, around.length);
  Tensor out = uninitialised(kernels::with_length(x.shape(), axis, indices.size()));
  Scalar* to = out.data();
  for (std::size_t o = 0; o < around.outer; ++o) {
    const Scalar* from = x.value().data() + o * around.length * around.inner;
    for (int index : indices) {
      copy(from + static_cast<std::size_t>(index) * around.inner, around.inner, to);
      to += around.inner;
    }
  }
  return out;
}

// Adds the steps of x along an axis to those of `sum` that the indices name.
void scatter_into(Tensor& sum, const Tensor& x, std::size_t axis, const Indices& indices) {
  const kernels::AroundAxis around = kernels::around_axis(sum.shape(), axis);
  const Scalar* from = x.data();
  for (std::size_t o = 0; o < around.outer; ++o) {
    Scalar* to = sum.data() + o * around.length * around.inner;
    for (int index : indices) {
      add(from, around.inner, to + static_cast<std::size_t>(index) * around.inner);
      from += around.inner;
    }
  }
}

Tensor scattered(const char* op, const Var& x, std::size_t axis, const Indices& indices,
                 std::size_t n, const char* mend) {
  const kernels::AroundAxis around = kernels::around_axis(x.shape(), axis);
  if (around.length != indices.size())
    base::fail(op, ": ", describe(x), " came with ",
               base::counted(indices.size(), "index", "indices"), ": ", mend);
  check_indices(op, x, indices, n);
  Tensor out = zeros(kernels::with_length(x.shape(), axis, n));
  scatter_into(out, x.value(), axis, indices);
  return out;
}

}  // namespace

Var take_rows(const Var& x, const Indices& indices) {
  const std::size_t n = x.shape()[kernels::resolve_axis("take_rows", x, 0)];
  const auto kept = std::make_shared<const Indices>(indices);  // once, for both functions
  return record("take_rows", gathered("take_rows", x, 0, indices),
                {{x,
                  {[=](const Var& g, const Var&) { return scatter_rows(g, *kept, n); },
                   [=](Tensor& sum, const Tensor& g) { scatter_into(sum, g, 0, *kept); }}}});
}

Var scatter_rows(const Var& x, const Indices& indices, std::size_t n) {
  kernels::resolve_axis("scatter_rows", x, 0);
  Tensor sum = scattered("scatter_rows", x, 0, indices, n, "give one index a row.");
  return record("scatter_rows", std::move(sum),
                {{x, [=](const Var& g, const Var&) { return take_rows(g, indices); }}});
}

Var gather(const Var& x, int axis, const Indices& indices) {
  const std::size_t along = kernels::resolve_axis("gather", x, axis), n = x.shape()[along];
  const auto kept = std::make_shared<const Indices>(indices);  // once, for both functions
  return record("gather", gathered("gather", x, along, indices),
                {{x,
                  {[=](const Var& g, const Var&) { return scatter(g, axis, *kept, n); },
                   [=](Tensor& sum, const Tensor& g) { scatter_into(sum, g, along, *kept); }}}});
}

Var scatter(const Var& x, int axis, const Indices& indices, std::size_t n) {
  const std::size_t along = kernels::resolve_axis("scatter", x, axis);
  Tensor sum =
      scattered("scatter", x, along, indices, n, "give one index for each step of its axis.");
  return record("scatter", std::move(sum),
                {{x, [=](const Var& g, const Var&) { return gather(g, axis, indices); }}});
}

}  // namespace tapestry

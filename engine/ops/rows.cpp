#include "engine/ops/rows.hpp"

#include <algorithm>

#include "engine/error.hpp"
#include "engine/kernels.hpp"
#include "engine/ops/axes.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

void check_indices(const char* op, const Var& x, const std::vector<int>& indices, std::size_t n) {
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (indices[i] < 0 || static_cast<std::size_t>(indices[i]) >= n)
      fail(op, ": index ", indices[i], " at position ", i, " for ", describe(x),
           n == 0 ? ": there is no row that an index could name."
                  : text(": an index must lie in 0 to ", n - 1, "."));
}

Shape with_rows(Shape shape, std::size_t n) {
  shape[0] = n;
  return shape;
}

}  // namespace

Var rows(const Var& x, const std::vector<int>& indices) {
  const std::size_t n = x.shape()[resolve_axis("rows", x, 0)];
  check_indices("rows", x, indices, n);
  Tensor out = Tensor::from_shape(with_rows(x.shape(), indices.size()));
  const std::size_t width = around_axis(x.shape(), 0).inner;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Scalar* row = x.value().data() + static_cast<std::size_t>(indices[i]) * width;
    std::copy(row, row + width, out.data() + i * width);
  }
  return record("rows", std::move(out),
                {{x, [=](const Var& g, const Var&) { return scatter_rows(g, indices, n); }}});
}

Var scatter_rows(const Var& x, const std::vector<int>& indices, std::size_t n) {
  if (x.shape()[resolve_axis("scatter_rows", x, 0)] != indices.size())
    fail("scatter_rows: ", describe(x), " with ", indices.size(),
         " indices: give one index a row.");
  check_indices("scatter_rows", x, indices, n);
  Tensor out = zeros(with_rows(x.shape(), n));
  const std::size_t width = around_axis(x.shape(), 0).inner;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Scalar* row = x.value().data() + i * width;
    Scalar* to = out.data() + static_cast<std::size_t>(indices[i]) * width;
    for (std::size_t j = 0; j < width; ++j) to[j] += row[j];
  }
  return record("scatter_rows", std::move(out),
                {{x, [=](const Var& g, const Var&) { return rows(g, indices); }}});
}

}  // namespace tapestry

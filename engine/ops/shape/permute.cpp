#include "engine/ops/shape/permute.hpp"

#include <algorithm>

#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"

namespace tapestry {
namespace {

// One axis of the result: its size, and how far apart its steps are in x's memory and in the
// result's.
struct Stride {
  std::size_t size, from, to;
};

// The result's axes, outermost first. Axes that are neighbours in x and in the result are one: so
// [batch x height x width x channels] to channels first is a transpose of matrices.
std::vector<Stride> strides(const Shape& shape, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> from(shape.size(), 1);
  for (std::size_t k = shape.size(); k-- > 1;) from[k - 1] = from[k] * shape[k];
  std::vector<Stride> out;
  for (std::size_t axis : order) {
    if (shape[axis] == 1) continue;
    if (!out.empty() && out.back().from == from[axis] * shape[axis]) {
      out.back().size *= shape[axis];
      out.back().from = from[axis];
    } else {
      out.push_back({shape[axis], from[axis], 0});
    }
  }
  if (out.empty()) out.push_back({1, 1, 1});
  std::size_t to = 1;
  for (std::size_t k = out.size(); k-- > 0; to *= out[k].size) out[k].to = to;
  return out;
}

// `rows` steps of one axis by `columns` of another, in tiles, so that both the lines read and the
// lines written stay in the cache.
void copy_matrix(const Scalar* from, const Stride& rows, const Stride& columns, Scalar* to) {
  constexpr std::size_t kTile = 16;
  for (std::size_t i0 = 0; i0 < rows.size; i0 += kTile)
    for (std::size_t j0 = 0; j0 < columns.size; j0 += kTile)
      for (std::size_t i = i0; i < std::min(i0 + kTile, rows.size); ++i)
        for (std::size_t j = j0; j < std::min(j0 + kTile, columns.size); ++j)
          to[i * rows.to + j * columns.to] = from[i * rows.from + j * columns.from];
}

Tensor permuted(const Tensor& x, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> sizes;
  for (std::size_t axis : order) sizes.push_back(x.shape()[axis]);
  Tensor out = uninitialised(Shape(sizes.begin(), sizes.end()));
  if (out.size() == 0) return out;

  // The innermost axis of the result, and of x, are copied together; the loop goes over the others.
  std::vector<Stride> outer = strides(x.shape(), order);
  const Stride columns = outer.back();
  outer.pop_back();
  Stride rows{1, 0, 0};
  for (std::size_t k = 0; k < outer.size() && columns.from != 1; ++k)
    if (outer[k].from == 1) {
      rows = outer[k];
      outer.erase(outer.begin() + static_cast<std::ptrdiff_t>(k));
    }
  std::vector<std::size_t> index(outer.size(), 0);
  for (std::size_t left = x.size() / (rows.size * columns.size); left-- > 0;) {
    std::size_t from = 0, to = 0;
    for (std::size_t k = 0; k < outer.size(); ++k) {
      from += index[k] * outer[k].from;
      to += index[k] * outer[k].to;
    }
    if (columns.from == 1)
      std::copy(x.data() + from, x.data() + from + columns.size, out.data() + to);
    else
      copy_matrix(x.data() + from, rows, columns, out.data() + to);
    for (std::size_t k = outer.size(); k-- > 0 && ++index[k] == outer[k].size;) index[k] = 0;
  }
  return out;
}

}  // namespace

Var permute(const Var& x, const Axes& axes) {
  std::vector<std::size_t> order;
  Axes inverse(axes.size());
  if (axes.size() != x.rank())
    base::fail("permute: ", describe(x), " has ", base::counted(x.rank(), "axis", "axes"),
               ", but the order names ", axes.size(), ": name each once.");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    order.push_back(kernels::resolve_axis("permute", x, axes[k]));
    if (std::find(order.begin(), order.end() - 1, order.back()) != order.end() - 1)
      base::fail("permute: axis ", axes[k], " of ", describe(x),
                 " is named twice: name each axis once.");
    inverse[order.back()] = static_cast<int>(k);
  }
  return record("permute", permuted(x.value(), order),
                {{x, [inverse](const Var& g, const Var&) { return permute(g, inverse); }}});
}

}  // namespace tapestry

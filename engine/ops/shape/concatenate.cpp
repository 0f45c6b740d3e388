#include "engine/ops/shape/concatenate.hpp"

#include <algorithm>

#include "engine/array/loops.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/reduce/axes.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// Copies `length` steps along an axis, from step `from_begin` of x to step `to_begin` of `to`.
void copy_piece(const Tensor& x, std::size_t from_begin, Tensor& to, std::size_t to_begin,
                std::size_t axis, std::size_t length) {
  const kernels::AroundAxis from = kernels::around_axis(x.shape(), axis),
                            into = kernels::around_axis(to.shape(), axis);
  for (std::size_t o = 0; o < from.outer; ++o) {
    const Scalar* source = x.data() + (o * from.length + from_begin) * from.inner;
    std::copy(source, source + length * from.inner,
              to.data() + (o * into.length + to_begin) * into.inner);
  }
}

// Adds x to the steps of `to` along an axis that begin at `begin`.
void add_piece(const Tensor& x, Tensor& to, std::size_t begin, std::size_t axis) {
  const kernels::AroundAxis from = kernels::around_axis(x.shape(), axis),
                            into = kernels::around_axis(to.shape(), axis);
  const std::size_t block = from.length * from.inner;
  for (std::size_t o = 0; o < from.outer; ++o) {
    const Scalar* source = x.data() + o * block;
    Scalar* sum = to.data() + (o * into.length + begin) * into.inner;
    for (std::size_t i = 0; i < block; ++i) sum[i] += source[i];
  }
}

// What keeps two shapes from being joined along an axis, as words for an error.
std::string first_difference(const Shape& a, const Shape& b, std::size_t along) {
  if (a.size() != b.size())
    return base::text("one has ", base::counted(a.size(), "axis", "axes"), " and one ", b.size());
  std::size_t k = 0;
  while (k == along || a[k] == b[k]) ++k;
  return base::text("axis ", k, " has sizes ", a[k], " and ", b[k]);
}

}  // namespace

Var concatenate(const std::vector<Var>& parts, int axis) {
  if (parts.empty()) base::fail("concatenate: no parts were given, but at least one is needed.");
  const std::size_t along = kernels::resolve_axis("concatenate", parts[0], axis);
  std::size_t length = 0;
  for (const Var& part : parts) {
    if (part.rank() != parts[0].rank() || kernels::with_length(part.shape(), along, 1) !=
                                              kernels::with_length(parts[0].shape(), along, 1))
      base::fail(
          "concatenate: ", describe(parts[0]), " and ", describe(part), " along axis ", axis, ": ",
          first_difference(parts[0].shape(), part.shape(), along),
          ", but all sizes except along that axis must be equal: reshape or narrow one first.");
    length += part.shape()[along];
  }
  Tensor out = uninitialised(kernels::with_length(parts[0].shape(), along, length));
  std::vector<Edge> edges;
  std::size_t begin = 0;
  for (const Var& part : parts) {
    const std::size_t own = part.shape()[along];
    copy_piece(part.value(), 0, out, begin, along, own);
    edges.push_back({part, [=](const Var& g, const Var&) { return narrow(g, axis, begin, own); }});
    begin += own;
  }
  return record("concatenate", std::move(out), edges);
}

Var narrow(const Var& x, int axis, std::size_t begin, std::size_t length) {
  const std::size_t along = kernels::resolve_axis("narrow", x, axis), whole = x.shape()[along];
  if (begin > whole || length > whole - begin)
    base::fail("narrow: ", length, " steps from ", begin, " on axis ", axis, " were asked of ",
               describe(x), ", but that axis ends at ", whole,
               ": begin + length must not exceed it.");
  Tensor out = uninitialised(kernels::with_length(x.shape(), along, length));
  copy_piece(x.value(), begin, out, 0, along, length);
  const auto zeros_of = [=, shape = x.shape()](std::size_t steps) {
    return Var::constant(zeros(kernels::with_length(shape, along, steps)));
  };
  const auto padded = [=](const Var& g, const Var&) {
    return concatenate({zeros_of(begin), g, zeros_of(whole - begin - length)}, axis);
  };
  const auto add = [=](Tensor& sum, const Tensor& g) { add_piece(g, sum, begin, along); };
  return record("narrow", std::move(out), {{x, {padded, add}}});
}

Var stack(const std::vector<Var>& parts, int axis) {
  if (parts.empty()) base::fail("stack: no parts were given, but at least one is needed.");
  const int rank = static_cast<int>(parts[0].rank()) + 1;
  if (axis < -rank || axis >= rank)
    base::fail("stack: axis ", axis, " for parts like ", describe(parts[0]),
               ": the new axis must be one of the result, 0 to ", rank - 1, ", or -", rank,
               " to -1 from the end.");
  for (const Var& part : parts)
    if (part.shape() != parts[0].shape())
      base::fail("stack: ", describe(parts[0]), " and ", describe(part),
                 ": all parts must have the same shape: reshape them first, or use concatenate.");
  const int along = axis < 0 ? axis + rank : axis;
  std::vector<std::size_t> sizes(parts[0].shape().begin(), parts[0].shape().end());
  sizes.insert(sizes.begin() + along, 1);
  const Shape with_axis(sizes.begin(), sizes.end());
  std::vector<Var> raised;
  for (const Var& part : parts) raised.push_back(reshape(part, with_axis));
  return concatenate(raised, along);
}

std::vector<Var> split(const Var& x, int axis, const std::vector<std::size_t>& lengths) {
  const std::size_t whole = x.shape()[kernels::resolve_axis("split", x, axis)];
  std::size_t left = whole;
  bool fits = true;
  for (std::size_t length : lengths) {
    fits = fits && length <= left;  // by subtraction: a sum of lengths could wrap around
    left -= fits ? length : 0;
  }
  if (!fits || left != 0)
    base::fail("split: axis ", axis, " of ", describe(x), " has size ", whole,
               ", but the lengths given, ", lengths.size(), " of them, ",
               fits ? "are shorter" : "are longer", " together: they must add up to it.");
  std::vector<Var> pieces;
  std::size_t begin = 0;
  for (std::size_t length : lengths) {
    pieces.push_back(narrow(x, axis, begin, length));
    begin += length;
  }
  return pieces;
}

std::vector<Var> split_equally(const Var& x, int axis, std::size_t parts) {
  const std::size_t whole = x.shape()[kernels::resolve_axis("split_equally", x, axis)];
  if (parts == 0 || whole % parts != 0)
    base::fail("split_equally: axis ", axis, " of ", describe(x), " has size ", whole,
               ", which is no multiple of ", parts,
               ": give another number of parts, or use split.");
  return split(x, axis, std::vector<std::size_t>(parts, whole / parts));
}

}  // namespace tapestry

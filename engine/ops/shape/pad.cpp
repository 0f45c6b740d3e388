#include "engine/ops/shape/pad.hpp"

#include <algorithm>

#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/shape/concatenate.hpp"

namespace tapestry {
namespace {

// x's rows (its last axis) copied to where they stand in `to`.
void copy_rows(const Tensor& x, const std::vector<std::size_t>& before, Tensor& to) {
  if (x.size() == 0) return;
  if (x.dimension() == 0) {
    to.data()[0] = x.data()[0];
    return;
  }
  const std::size_t last = x.dimension() - 1, row = x.shape()[last];
  std::vector<std::size_t> index(x.dimension(), 0);
  for (std::size_t done = 0; done < x.size(); done += row) {
    std::size_t at = 0;
    for (std::size_t k = 0; k <= last; ++k) at = at * to.shape()[k] + before[k] + index[k];
    std::copy(x.data() + done, x.data() + done + row, to.data() + at);
    for (std::size_t k = last; k-- > 0 && ++index[k] == x.shape()[k];) index[k] = 0;
  }
}

}  // namespace

Var pad(const Var& x, const std::vector<std::size_t>& before, const std::vector<std::size_t>& after,
        Scalar value) {
  if (before.size() != x.rank() || after.size() != x.rank())
    base::fail("pad: ", base::counted(before.size(), "number", "numbers"), " before and ",
               after.size(), " after for ", describe(x), ", which has ",
               base::counted(x.rank(), "axis", "axes"), ": give one of each for every axis.");
  const Shape from = x.shape();
  Shape shape = from;
  for (std::size_t k = 0; k < shape.size(); ++k) {
    shape[k] = before[k] + from[k] + after[k];
    if (shape[k] < before[k] || shape[k] - before[k] < after[k])
      base::fail("pad: axis ", k, " of ", describe(x),
                 " would have more steps than can be counted.");
  }
  Tensor out = full(shape, value);
  copy_rows(x.value(), before, out);
  return record("pad", std::move(out), {{x, [before, from](const Var& g, const Var&) {
                                           Var inside = g;
                                           for (std::size_t k = 0; k < from.size(); ++k)
                                             if (inside.shape()[k] != from[k])
                                               inside = narrow(inside, static_cast<int>(k),
                                                               before[k], from[k]);
                                           return inside;
                                         }}});
}

}  // namespace tapestry

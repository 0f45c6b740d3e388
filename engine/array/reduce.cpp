#include "engine/array/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/array/loops.hpp"

namespace tapestry::kernels {
namespace {

// Sixteen partial sums side by side, which the compiler keeps in vector registers (it may not
// reorder a float sum by itself); every block of 4,096 elements goes into a double.
double sum_of(const Scalar* x, std::size_t n) {
  constexpr std::size_t kLanes = 16, kBlock = 4096;
  double total = 0;
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, n);
    Scalar lanes[kLanes] = {};
    std::size_t i = begin;
    for (; i + kLanes <= end; i += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += x[i + lane];
    for (; i < end; ++i) total += x[i];
    for (Scalar lane : lanes) total += lane;
  }
  // A lane may have overflowed on the way to a sum that is finite.
  return std::isfinite(total) ? total : sum_in_double(x, n);
}

// The sums that have overflowed once more, in double.
void mend_overflow(Tensor& sums, const Tensor& x) {
  const auto is_finite = [](Scalar v) { return std::isfinite(v); };
  if (std::all_of(sums.data(), sums.data() + sums.size(), is_finite)) return;
  std::vector<double> totals(sums.size(), 0);
  for_each_in_groups(x.shape(), sums.shape(),
                     [&](std::size_t i, std::size_t at) { totals[at] += double{x.data()[i]}; });
  for (std::size_t at = 0; at < sums.size(); ++at)
    if (!is_finite(sums.data()[at])) sums.data()[at] = static_cast<Scalar>(totals[at]);
}

Tensor mean_over(const Tensor& x, std::size_t axis) {
  const AroundAxis around = around_axis(x.shape(), axis);
  Tensor out = around.inner == 1 ? zeros(with_length(x.shape(), axis, 1)) : sum_over(x, axis);
  const double n = static_cast<double>(around.length);
  for (std::size_t o = 0; o < around.outer; ++o)
    for (std::size_t i = 0; i < around.inner; ++i) {
      const Scalar* from = x.data() + o * around.length * around.inner + i;
      Scalar& to = out.data()[o * around.inner + i];
      double total = around.inner == 1 ? sum_of(from, around.length) : double{to};
      // It may be finite in double only.
      if (!std::isfinite(total)) total = sum_in_double(from, around.length, around.inner);
      to = static_cast<Scalar>(total / n);
    }
  return out;
}

}  // namespace

Tensor sum_over(const Tensor& x, std::size_t axis) {
  const AroundAxis around = around_axis(x.shape(), axis);
  Tensor out = zeros(with_length(x.shape(), axis, 1));
  Scalar* to = out.data();
  const Scalar* from = x.data();
  if (around.inner == 1) {
    for (std::size_t o = 0; o < around.outer; ++o)
      to[o] = static_cast<Scalar>(sum_of(from + o * around.length, around.length));
    return out;
  }
  // Whole rows are added; of a long axis, 256 at a time, and these blocks in double.
  constexpr std::size_t kBlock = 256;
  const auto add_rows = [&](const Scalar* row, std::size_t rows, Scalar* sum) {
    for (std::size_t k = 0; k < rows; ++k, row += around.inner)
      for (std::size_t i = 0; i < around.inner; ++i) sum[i] += row[i];
  };
  for (std::size_t o = 0; o < around.outer; ++o, to += around.inner) {
    const Scalar* rows = from + o * around.length * around.inner;
    if (around.length <= kBlock) {
      add_rows(rows, around.length, to);
      continue;
    }
    std::vector<double> total(around.inner, 0);
    std::vector<Scalar> block(around.inner);
    for (std::size_t begin = 0; begin < around.length; begin += kBlock) {
      std::fill(block.begin(), block.end(), Scalar{0});
      add_rows(rows + begin * around.inner, std::min(kBlock, around.length - begin), block.data());
      for (std::size_t i = 0; i < around.inner; ++i) total[i] += block[i];
    }
    for (std::size_t i = 0; i < around.inner; ++i) to[i] = static_cast<Scalar>(total[i]);
  }
  mend_overflow(out, x);
  return out;
}

Tensor sum_over_axes(const Tensor& x, const Shape& kept) {
  if (size_of(kept) == 1)  // one long sum is faster than axis by axis
    return full(kept, static_cast<Scalar>(sum_of(x.data(), x.size())));
  const Tensor* from = &x;  // not a copy: x may be large
  Tensor out;
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (from->shape()[axis] != kept[axis]) {
      out = sum_over(*from, axis);
      from = &out;
    }
  if (from == &out) mend_overflow(out, x);
  return *from;
}

Tensor mean_over_axes(const Tensor& x, const Shape& kept) {
  if (size_of(kept) == 1) {
    const double total = sum_of(x.data(), x.size());
    return full(kept, static_cast<Scalar>(total / static_cast<double>(x.size())));
  }
  const Tensor* from = &x;
  Tensor out;
  for (std::size_t axis = 0; axis < kept.size(); ++axis)
    if (from->shape()[axis] != kept[axis]) {
      out = mean_over(*from, axis);
      from = &out;
    }
  return *from;
}

Tensor max_over(const Tensor& x, std::size_t axis) {
  const AroundAxis around = around_axis(x.shape(), axis);
  Tensor out = zeros(with_length(x.shape(), axis, 1));
  for (std::size_t o = 0; o < around.outer; ++o) {
    Scalar* to = out.data() + o * around.inner;
    const Scalar* from = x.data() + o * around.length * around.inner;
    std::copy(from, from + around.inner, to);
    for (std::size_t k = 1; k < around.length; ++k)
      for (std::size_t i = 0; i < around.inner; ++i) {
        const Scalar candidate = from[k * around.inner + i];
        // A NaN wins, wherever it stands: a maximum must not hide it.
        if (candidate > to[i] || candidate != candidate) to[i] = candidate;
      }
  }
  return out;
}

Tensor min_over(const Tensor& x, std::size_t axis) {
  const auto minus = [](Scalar v) { return -v; };
  return map(max_over(map(x, minus), axis), minus);
}

}  // namespace tapestry::kernels

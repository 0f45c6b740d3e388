#include "engine/kernels.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/error.hpp"

namespace tapestry {

std::vector<std::size_t> broadcast_strides(const Shape& operand, const Shape& to) {
  bool fits = operand.size() <= to.size();
  for (std::size_t back = 1; fits && back <= operand.size(); ++back) {
    const std::size_t n = operand[operand.size() - back];
    fits = n == 1 || n == to[to.size() - back];
  }
  if (!fits)
    fail("zip: an operand ", to_string(operand), " cannot be repeated to fill ", to_string(to),
         ": give zip the shape that broadcast_shape makes of both operands.");
  std::vector<std::size_t> strides(to.size(), 0);
  std::size_t stride = 1;
  for (std::size_t k = operand.size(), j = to.size(); k-- > 0;) {
    --j;
    if (operand[k] != 1) strides[j] = stride;
    stride *= operand[k];
  }
  return strides;
}

AroundAxis around_axis(const Shape& shape, std::size_t axis) {
  AroundAxis around;
  for (std::size_t k = 0; k < axis; ++k) around.outer *= shape[k];
  around.length = shape[axis];
  for (std::size_t k = axis + 1; k < shape.size(); ++k) around.inner *= shape[k];
  return around;
}

Shape with_length(Shape shape, std::size_t axis, std::size_t length) {
  shape[axis] = length;
  return shape;
}

void add_in_place(Tensor& to, const Tensor& x) {
  Scalar* a = to.data();
  const Scalar* b = x.data();
  for (std::size_t i = 0, n = to.size(); i < n; ++i) a[i] += b[i];
}

Tensor reshaped(Tensor x, const Shape& shape) {
  x.reshape(shape);
  return x;
}

Tensor transposed(const Tensor& x) {
  // In tiles, so that both the rows read and the rows written stay in the cache.
  constexpr std::size_t kTile = 16;
  const std::size_t rows = x.shape()[0], columns = x.shape()[1];
  Tensor out = uninitialised({columns, rows});
  const Scalar* from = x.data();
  Scalar* to = out.data();
  for (std::size_t i0 = 0; i0 < rows; i0 += kTile)
    for (std::size_t j0 = 0; j0 < columns; j0 += kTile)
      for (std::size_t i = i0; i < std::min(i0 + kTile, rows); ++i)
        for (std::size_t j = j0; j < std::min(j0 + kTile, columns); ++j)
          to[j * rows + i] = from[i * columns + j];
  return out;
}

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
  return total;
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
      // It may have overflowed in float on the way.
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
  return *from;
}

Tensor mean_over_axes(const Tensor& x, const Shape& kept) {
  if (size_of(kept) == 1) {
    double total = sum_of(x.data(), x.size());
    if (!std::isfinite(total)) total = sum_in_double(x.data(), x.size(), 1);
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

Tensor matrix_product(const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b) {
  const std::size_t m = a.shape()[transpose_a ? 1 : 0], k = a.shape()[transpose_a ? 0 : 1];
  const std::size_t n = b.shape()[transpose_b ? 0 : 1];
  Tensor c = uninitialised({m, n});
  multiply_into(c.data(), a.data(), b.data(), {m, n, k}, Into::overwrite, transpose_a, transpose_b);
  return c;
}

Tensor exp_of(const Tensor& x) {
  // Where xsimd 8.1 returns infinity or 0 too early: beyond 88.37 and -87.33 in float.
  const Scalar safe = sizeof(Scalar) == 4 ? Scalar{87} : Scalar{708};
  Tensor out = xt::exp(x);
  const Scalar* in = x.data();
  Scalar* to = out.data();
  for (std::size_t i = 0, n = x.size(); i < n; ++i)
    if (!(std::abs(in[i]) <= safe)) to[i] = std::exp(in[i]);
  return out;
}

Tensor erfc_of(const Tensor& x) {
  if (sizeof(Scalar) == 4) return xt::erfc(x);
  return map(x, [](Scalar v) { return std::erfc(v); });
}

SoftmaxParts softmax_parts(const Tensor& x, std::size_t axis) {
  // An axis whose maximum is -infinity would give -inf - -inf = NaN: shift it by nothing instead.
  const auto finite = [](Scalar m) { return std::isinf(m) ? Scalar{0} : m; };
  SoftmaxParts parts;
  parts.top = map(max_over(x, axis), finite);
  const Tensor shifted = zip(x, parts.top, x.shape(), [](Scalar v, Scalar m) { return v - m; });
  parts.exps = exp_of(shifted);
  parts.log_sum = zeros_like(parts.top);
  const AroundAxis around = around_axis(x.shape(), axis);
  for (std::size_t o = 0; o < around.outer; ++o)
    for (std::size_t i = 0; i < around.inner; ++i) {
      // The maximum's own term is exactly 1. Left out of the sum, and put back by log1p, it does
      // not swallow the others: their share is what a confident classifier's loss consists of.
      double others = 0;
      bool found_top = false;
      for (std::size_t k = 0; k < around.length; ++k) {
        const std::size_t at = (o * around.length + k) * around.inner + i;
        if (!found_top && shifted.data()[at] == 0)
          found_top = true;
        else
          others += parts.exps.data()[at];
      }
      parts.log_sum.data()[o * around.inner + i] =
          static_cast<Scalar>(found_top ? std::log1p(others) : std::log(others));
    }
  return parts;
}

void set_threads(int count) {
  if (count < 1) fail("threads: ", count, " was asked for, but at least 1 is needed.");
#ifdef OPENBLAS_VERSION
  openblas_set_num_threads(count);
#else
  fail(
      "threads: this build's BLAS is not OpenBLAS, so set its threads by its own environment "
      "variable.");
#endif
}

Tensor min_over(const Tensor& x, std::size_t axis) {
  const auto minus = [](Scalar v) { return -v; };
  return map(max_over(map(x, minus), axis), minus);
}

void multiply_into(Scalar* c, const Scalar* a, const Scalar* b, const ProductSizes& sizes,
                   Into into, bool transpose_a, bool transpose_b) {
  const auto [m, n, k] = sizes;
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (into == Into::overwrite) std::fill_n(c, m * n, Scalar{0});
    return;
  }
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<blasint>::max());
  if (m > kMost || n > kMost || k > kMost)
    fail("matrix product: ", to_string({m, k}), " times ", to_string({k, n}),
         ": the BLAS can count to ", kMost, " along an axis: split the batch, or the larger axis.");
  const auto size = [](std::size_t count) { return static_cast<blasint>(count); };
#ifdef TAPESTRY_DOUBLE
  const auto gemm = cblas_dgemm;
#else
  const auto gemm = cblas_sgemm;
#endif
  gemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
       transpose_b ? CblasTrans : CblasNoTrans, size(m), size(n), size(k), 1, a,
       size(transpose_a ? m : k), b, size(transpose_b ? k : n), into == Into::add ? 1 : 0, c,
       size(n));
}

Tensor batched_matrix_product(const Tensor& a, const Tensor& b, bool transpose_a,
                              bool transpose_b) {
  const std::size_t m = a.shape()[transpose_a ? 2 : 1], k = a.shape()[transpose_a ? 1 : 2];
  const std::size_t n = b.shape()[transpose_b ? 1 : 2];
  const std::size_t batch = a.shape()[0] == 1 ? b.shape()[0] : a.shape()[0];
  const std::size_t step_a = a.shape()[0] == 1 ? 0 : m * k, step_b = b.shape()[0] == 1 ? 0 : k * n;
  Tensor c = uninitialised({batch, m, n});
  for (std::size_t i = 0; i < batch; ++i)
    multiply_into(c.data() + i * m * n, a.data() + i * step_a, b.data() + i * step_b, {m, n, k},
                  Into::overwrite, transpose_a, transpose_b);
  return c;
}

}  // namespace tapestry

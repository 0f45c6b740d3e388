// Loops over tensors that the ops share. They know nothing of tapes.
//
// They are plain loops over row-major memory, which the compiler vectorises: on small tensors they
// beat xtensor's expressions, whose set-up costs more than the arithmetic, and its broadcasting is
// many times slower than a loop with the strides in hand (tests/bench).
#pragma once

#include <vector>

#include "engine/tensor.hpp"

namespace tapestry {

// f of each element. [shape] -> [shape]
template <class F>
Tensor map(const Tensor& x, F f) {
  Tensor out = uninitialised(x.shape());
  const Scalar* in = x.data();
  Scalar* to = out.data();
  for (std::size_t i = 0, n = out.size(); i < n; ++i) to[i] = f(in[i]);
  return out;
}

// How to step through an operand that is broadcast to a larger shape: for each axis of the larger
// shape, the distance in memory to the next element along it, 0 where the operand is repeated.
std::vector<std::size_t> broadcast_strides(const Shape& operand, const Shape& to);

// A tensor seen as [outer x length x inner] around one axis.
struct AroundAxis {
  std::size_t outer = 1, length = 1, inner = 1;
};
AroundAxis around_axis(const Shape& shape, std::size_t axis);

// The shape with another size of one axis.
Shape with_length(Shape shape, std::size_t axis, std::size_t length);

// f of each pair of elements, a and b broadcast together to `shape` (broadcast_shape's answer).
template <class F>
Tensor zip(const Tensor& a, const Tensor& b, const Shape& shape, F f) {
  Tensor out = uninitialised(shape);
  const Scalar *x = a.data(), *y = b.data();
  Scalar* to = out.data();
  const std::size_t n = out.size();
  if (a.size() == n && b.size() == n) {
    for (std::size_t i = 0; i < n; ++i) to[i] = f(x[i], y[i]);
  } else if (a.size() == n && b.size() == 1) {
    for (std::size_t i = 0; i < n; ++i) to[i] = f(x[i], *y);
  } else if (a.size() == 1 && b.size() == n) {
    for (std::size_t i = 0; i < n; ++i) to[i] = f(*x, y[i]);
  } else if (n > 0) {
    // Row by row: along the last axis each operand either moves by 1 or stands still.
    const auto step_a = broadcast_strides(a.shape(), shape);
    const auto step_b = broadcast_strides(b.shape(), shape);
    const std::size_t row = shape.back(), last = shape.size() - 1;
    const bool moves_a = step_a[last] != 0, moves_b = step_b[last] != 0;
    std::vector<std::size_t> index(shape.size(), 0);
    for (std::size_t done = 0; done < n; done += row) {
      std::size_t at_a = 0, at_b = 0;
      for (std::size_t k = 0; k < last; ++k) {
        at_a += index[k] * step_a[k];
        at_b += index[k] * step_b[k];
      }
      const Scalar *row_a = x + at_a, *row_b = y + at_b;
      Scalar* row_to = to + done;
      if (moves_a && moves_b)
        for (std::size_t i = 0; i < row; ++i) row_to[i] = f(row_a[i], row_b[i]);
      else if (moves_a)
        for (std::size_t i = 0; i < row; ++i) row_to[i] = f(row_a[i], *row_b);
      else
        for (std::size_t i = 0; i < row; ++i) row_to[i] = f(*row_a, row_b[i * moves_b]);
      for (std::size_t k = last; k-- > 0 && ++index[k] == shape[k];) index[k] = 0;
    }
  }
  return out;
}

// to += x, the same shape.
void add_in_place(Tensor& to, const Tensor& x);

// The same elements in another shape of the same size.
Tensor reshaped(Tensor x, const Shape& shape);

// x [rows x columns] -> [columns x rows]
Tensor transposed(const Tensor& x);

// The sum of n elements that stand `step` apart, in double from the first on. In four partial sums,
// so that an addition need not wait for the one before it.
inline double sum_in_double(const Scalar* x, std::size_t n, std::size_t step = 1) {
  double partial[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t k = 0; k < 4; ++k) partial[k] += x[(i + k) * step];
  for (; i < n; ++i) partial[0] += x[i * step];
  return (partial[0] + partial[1]) + (partial[2] + partial[3]);
}

// The sum over one axis, which stays with size 1; float sums are exact enough for any length (they
// are added up in blocks, and the blocks in double).
Tensor sum_over(const Tensor& x, std::size_t axis);

// The sum over all axes that have size 1 in `kept`, a shape of as many axes.
Tensor sum_over_axes(const Tensor& x, const Shape& kept);

// The mean over all axes that have size 1 in `kept`. In float, sums are divided in double before
// they are rounded: the mean of ones is 1, and does not overflow.
Tensor mean_over_axes(const Tensor& x, const Shape& kept);

// The largest element over one axis, which stays with size 1. The axis must not be empty.
Tensor max_over(const Tensor& x, std::size_t axis);

// c = op(a) op(b) by BLAS, where op transposes if asked to. The shapes must fit.
Tensor matrix_product(const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b);

// e^x of each element: xsimd's, which is fast, and the standard library's where xsimd 8 gives up
// before the result overflows or vanishes.
Tensor exp_of(const Tensor& x);

// 1 - erf(x) of each element: xsimd's in float; in double, where that is off by up to 6e-9 of the
// result, the standard library's.
Tensor erfc_of(const Tensor& x);

// What softmax and its relatives along one axis are made of. log(sum(exp(x))) is top + log_sum;
// kept apart, so that x - top - log_sum keeps its digits even where top is large and log_sum small.
struct SoftmaxParts {
  Tensor exps;     // [shape of x]: exp(x - top), which cannot overflow
  Tensor top;      // the maximum over the axis (kept, size 1); 0 where that is infinite
  Tensor log_sum;  // log(sum(exps)) over the axis (kept, size 1)
};
SoftmaxParts softmax_parts(const Tensor& x, std::size_t axis);

// How many threads the matrix products use. Throws for 0, and where the BLAS cannot be told.
void set_threads(int count);

// The smallest element over one axis, which stays with size 1. The axis must not be empty.
Tensor min_over(const Tensor& x, std::size_t axis);

// c = op(a) op(b), or c += op(a) op(b), by BLAS on row-major memory: for products of parts of
// tensors. op(a) is [rows x inner], op(b) [inner x columns] and c [rows x columns]; a matrix that
// is to be transposed lies in memory the other way round. Throws where a size is beyond the BLAS's
// integers, usually 2^31 - 1.
struct ProductSizes {
  std::size_t rows, columns, inner;
};
enum class Into { overwrite, add };
void multiply_into(Scalar* c, const Scalar* a, const Scalar* b, const ProductSizes& sizes,
                   Into into, bool transpose_a = false, bool transpose_b = false);

// Matrix products side by side: a and b have three axes, and the first is the batch, whose size may
// be 1 in one of them (that matrix serves all). The shapes must fit.
Tensor batched_matrix_product(const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b);

}  // namespace tapestry

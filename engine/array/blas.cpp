#include "engine/array/blas.hpp"

#include <cblas.h>

#include <algorithm>
#include <limits>

#include "engine/base/error.hpp"

namespace tapestry {

void set_threads(int count) {
  if (count < 1) base::fail("threads: ", count, " was asked for, but at least 1 is needed.");
#ifdef OPENBLAS_VERSION
  openblas_set_num_threads(count);
#else
  base::fail(
      "threads: this build's BLAS is not OpenBLAS, so set its threads by its own environment "
      "variable.");
#endif
}

namespace kernels {

namespace {

[[noreturn]] void refuse_product(const Tensor& a, const Tensor& b, bool transpose_a,
                                 bool transpose_b) {
  base::fail("matrix product: ", to_string(a.shape()), transpose_a ? " transposed" : "", " times ",
             to_string(b.shape()), transpose_b ? " transposed" : "",
             ": two matrices are needed, or three axes with equal batches or one of 1, whose inner "
             "sizes are equal.");
}

}  // namespace

Tensor matrix_product(const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b) {
  if (a.dimension() != 2 || b.dimension() != 2) refuse_product(a, b, transpose_a, transpose_b);
  const std::size_t m = a.shape()[transpose_a ? 1 : 0], k = a.shape()[transpose_a ? 0 : 1];
  const std::size_t n = b.shape()[transpose_b ? 0 : 1];
  if (b.shape()[transpose_b ? 1 : 0] != k) refuse_product(a, b, transpose_a, transpose_b);
  Tensor c = uninitialised({m, n});
  multiply_into(c.data(), a.data(), b.data(), {m, n, k}, Into::overwrite, transpose_a, transpose_b);
  return c;
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
    base::fail("matrix product: ", to_string({m, k}), " times ", to_string({k, n}),
               ": the BLAS can count to ", kMost,
               " along an axis: split the batch, or the larger axis.");
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
  if (a.dimension() != 3 || b.dimension() != 3 ||
      (a.shape()[0] != b.shape()[0] && a.shape()[0] != 1 && b.shape()[0] != 1) ||
      a.shape()[transpose_a ? 1 : 2] != b.shape()[transpose_b ? 2 : 1])
    refuse_product(a, b, transpose_a, transpose_b);
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

}  // namespace kernels
}  // namespace tapestry

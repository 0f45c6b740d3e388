// Matrix products by the BLAS, which the ops share, and how many threads they use.
#pragma once

#include "engine/array/tensor.hpp"

namespace tapestry {

// How many threads the matrix products use. Throws for 0, and where the BLAS cannot be told.
void set_threads(int count);

namespace kernels {

// c = op(a) op(b) by BLAS, where op transposes if asked to. The shapes must fit.
Tensor matrix_product(const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b);

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

}  // namespace kernels
}  // namespace tapestry

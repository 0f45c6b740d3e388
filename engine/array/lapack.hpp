// The factorisations behind the ops of linear algebra, done by LAPACK (OpenBLAS contains it), in
// double in both builds. They know nothing of tapes, and their inputs must be finite.
#pragma once

#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

// The Cholesky factor of a symmetric positive definite matrix a [n x n]: a = l l^T.
struct Cholesky {
  std::size_t n = 0;
  std::vector<double> lower;     // row-major; what stands above the diagonal is not used
  std::size_t failed_minor = 0;  // 0, or the size of the first leading minor that is not positive
};
Cholesky cholesky(std::vector<double> a, std::size_t n);

// x with a x = b, where b and x are [n x columns].
Tensor solve(const Cholesky& factor, const Tensor& b);

// a = v diag(values) v^T of a symmetric a [n x n]. Of each vector, a column of v, the element
// largest in magnitude is positive: without such a rule its sign would be chance.
struct SymmetricEigen {
  Tensor values;   // [n], ascending
  Tensor vectors;  // [n x n]
};
SymmetricEigen symmetric_eigen(std::vector<double> a, std::size_t n);

// a = left diag(values) right^T of any a [m x n], with k = min(m, n). The signs of each pair of
// columns are such that the left one's element largest in magnitude is positive.
struct SingularValues {
  Tensor values;  // [k], descending
  Tensor left;    // [m x k]
  Tensor right;   // [n x k]
};
SingularValues singular_value_decomposition(const Tensor& a);

}  // namespace tapestry::kernels

// Eigenvalues and eigenvectors of a small symmetric matrix, in double, by Jacobi's rotations.
#pragma once

#include <vector>

#include "nn/balancing/balancer.hpp"

namespace tapestry::nn {

struct JacobiEigen {
  std::vector<double> values;                // descending
  std::vector<std::vector<double>> vectors;  // vectors[k] belongs to values[k]; orthonormal
  // Residual: the largest entry that is left beside the diagonal, relative to the matrix's largest;
  // iterations: sweeps over all pairs.
  SolveStatus status;
};

inline constexpr double jacobi_tolerance = 1e-14;

// A = sum_k values[k] vectors[k] vectors[k]'. A rotation in the plane of axes p and q makes A[p][q]
// 0 (Golub & Van Loan, "Matrix Computations", section 8.5: cyclic Jacobi); what is left beside the
// diagonal shrinks quadratically, so some 5 to 8 sweeps of O(n^3) do. Throws where the matrix is
// not n x n.
JacobiEigen symmetric_jacobi(const std::vector<double>& matrix, std::size_t n);

}  // namespace tapestry::nn

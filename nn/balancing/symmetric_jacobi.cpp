#include "nn/balancing/symmetric_jacobi.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

using Matrix = std::vector<std::vector<double>>;

// A <- R A R' and V <- R V, where R turns axes p and q so that A[p][q] becomes 0.
void rotate(Matrix& a, Matrix& v, std::size_t p, std::size_t q) {
  // t = tan(angle) solves t^2 + 2 half t - 1 = 0; its smaller root turns by 45 degrees at most.
  const double half = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = (half < 0 ? -1 : 1) / (std::abs(half) + std::hypot(1, half));
  const double cosine = 1 / std::hypot(1, t), sine = t * cosine;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double x = a[k][p], y = a[k][q];
    a[k][p] = cosine * x - sine * y;
    a[k][q] = sine * x + cosine * y;
  }
  for (Matrix* rows : {&a, &v})
    for (std::size_t k = 0; k < a.size(); ++k) {
      const double x = (*rows)[p][k], y = (*rows)[q][k];
      (*rows)[p][k] = cosine * x - sine * y;
      (*rows)[q][k] = sine * x + cosine * y;
    }
  a[p][q] = a[q][p] = 0;
}

double largest_beside_diagonal(const Matrix& a) {
  double largest = 0;
  for (std::size_t p = 0; p < a.size(); ++p)
    for (std::size_t q = 0; q < p; ++q) largest = std::max(largest, std::abs(a[p][q]));
  return largest;
}

}  // namespace

JacobiEigen symmetric_jacobi(const std::vector<double>& matrix, std::size_t n) {
  if (matrix.size() != n * n)
    base::fail("symmetric_jacobi: the matrix has ", matrix.size(), " numbers, but must have ", n,
               " x ", n, ": give the whole matrix, row by row.");
  double scale = 0;
  for (double entry : matrix) scale = std::max(scale, std::abs(entry));
  Matrix a(n, std::vector<double>(n, 0.0)), v = a;
  for (std::size_t i = 0; i < n; ++i) {
    v[i][i] = 1;
    for (std::size_t j = 0; j < n && scale > 0; ++j) a[i][j] = matrix[i * n + j] / scale;
  }
  JacobiEigen result{{}, {}, {false, 0, largest_beside_diagonal(a), jacobi_tolerance}};
  SolveStatus& status = result.status;
  while (status.residual > jacobi_tolerance && status.iterations < 50) {
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q)
        if (a[p][q] != 0) rotate(a, v, p, q);
    status.residual = largest_beside_diagonal(a);
    ++status.iterations;
  }
  status.solved = status.residual <= jacobi_tolerance;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return a[i][i] > a[j][j]; });
  for (std::size_t k : order) {
    result.values.push_back(scale * a[k][k]);
    result.vectors.push_back(v[k]);
  }
  return result;
}

}  // namespace tapestry::nn

#include "engine/array/lapack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

// LAPACK's Fortran routines. Debian's OpenBLAS has them, but no header. Matrices are stored by
// columns, so that a row-major matrix is read as its transpose. Each character argument has a
// hidden length at the end of the list.
extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info, std::size_t);
void dpotrs_(const char* uplo, const int* n, const int* columns, const double* a, const int* lda,
             double* b, const int* ldb, int* info, std::size_t);
void dsyevd_(const char* job, const char* uplo, const int* n, double* a, const int* lda,
             double* values, double* work, const int* work_size, int* int_work,
             const int* int_work_size, int* info, std::size_t, std::size_t);
void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* values,
             double* u, const int* ldu, double* vt, const int* ldvt, double* work,
             const int* work_size, int* int_work, int* info, std::size_t);
}

namespace tapestry::kernels {
namespace {

// What is handed to LAPACK: it counts in int.
template <class Number>
int as_int(Number count) {
  constexpr int kMost = std::numeric_limits<int>::max();
  if (count > static_cast<Number>(kMost))
    base::fail("factorisation: a size, or the working memory, of ", count,
               " is more than LAPACK can count (", kMost, "): factorise smaller matrices.");
  return static_cast<int>(count);
}

void check_converged(const char* what, int info) {
  if (info != 0)
    base::fail(what, ": LAPACK did not converge (it reports ", info,
               "): look for elements that are extremely large beside the others.");
}

// -1 for each column whose element largest in magnitude is negative, else 1.
std::vector<double> signs(const std::vector<double>& x, std::size_t rows, std::size_t columns) {
  std::vector<double> out(columns, 1);
  for (std::size_t j = 0; j < columns; ++j) {
    double top = 0;
    for (std::size_t i = 0; i < rows; ++i)
      if (std::abs(x[i * columns + j]) > std::abs(top)) top = x[i * columns + j];
    if (top < 0) out[j] = -1;
  }
  return out;
}

// A row-major [rows x columns] copy, each column times its sign.
Tensor signed_columns(const std::vector<double>& x, std::size_t rows,
                      const std::vector<double>& sign) {
  Tensor out = uninitialised({rows, sign.size()});
  for (std::size_t i = 0; i < out.size(); ++i)
    out.data()[i] = static_cast<Scalar>(x[i] * sign[i % sign.size()]);
  return out;
}

std::vector<double> transposed(const std::vector<double>& x, std::size_t rows,
                               std::size_t columns) {
  std::vector<double> out(x.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = x[i * columns + j];
  return out;
}

Tensor vector_of(const std::vector<double>& x) {
  Tensor out = uninitialised({x.size()});
  std::transform(x.begin(), x.end(), out.data(), [](double v) { return static_cast<Scalar>(v); });
  return out;
}

}  // namespace

Cholesky cholesky(std::vector<double> a, std::size_t n) {
  const int size = as_int(n);
  int info = 0;
  dpotrf_("U", &size, a.data(), &size, &info, 1);  // by rows, "U" is the lower triangle
  return {n, std::move(a), static_cast<std::size_t>(std::max(info, 0))};
}

Tensor solve(const Cholesky& factor, const Tensor& b) {
  const std::size_t n = factor.n, columns = b.size() / n;
  const std::vector<double> rows(b.data(), b.data() + b.size());
  std::vector<double> x = transposed(rows, n, columns);
  const int size = as_int(n), count = as_int(columns);
  int info = 0;
  dpotrs_("U", &size, &count, factor.lower.data(), &size, x.data(), &size, &info, 1);
  x = transposed(x, columns, n);
  Tensor out = uninitialised(b.shape());
  std::transform(x.begin(), x.end(), out.data(), [](double v) { return static_cast<Scalar>(v); });
  return out;
}

SymmetricEigen symmetric_eigen(std::vector<double> a, std::size_t n) {
  const int size = as_int(n);
  std::vector<double> values(n);
  // Called twice: first with sizes of -1, to ask how much working memory it wants.
  double wanted = 0;
  int wanted_ints = 0, work_size = -1, int_work_size = -1, info = 0;
  dsyevd_("V", "U", &size, a.data(), &size, values.data(), &wanted, &work_size, &wanted_ints,
          &int_work_size, &info, 1, 1);
  work_size = as_int(wanted);
  int_work_size = wanted_ints;
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<int> int_work(static_cast<std::size_t>(int_work_size));
  dsyevd_("V", "U", &size, a.data(), &size, values.data(), work.data(), &work_size, int_work.data(),
          &int_work_size, &info, 1, 1);
  check_converged("eigenvalues", info);
  const std::vector<double> vectors = transposed(a, n, n);
  return {vector_of(values), signed_columns(vectors, n, signs(vectors, n, n))};
}

SingularValues singular_value_decomposition(const Tensor& a) {
  const std::size_t m = a.shape()[0], n = a.shape()[1], k = std::min(m, n);
  // LAPACK reads a^T = right diag(values) left^T: its u is our right, its vt our left.
  std::vector<double> copy(a.data(), a.data() + a.size());
  std::vector<double> values(k), right(n * k), left(m * k);
  const int rows = as_int(n), columns = as_int(m), rank = as_int(k);
  std::vector<int> int_work(8 * k);
  double wanted = 0;
  int work_size = -1, info = 0;
  dgesdd_("S", &rows, &columns, copy.data(), &rows, values.data(), right.data(), &rows, left.data(),
          &rank, &wanted, &work_size, int_work.data(), &info, 1);
  work_size = as_int(wanted);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  dgesdd_("S", &rows, &columns, copy.data(), &rows, values.data(), right.data(), &rows, left.data(),
          &rank, work.data(), &work_size, int_work.data(), &info, 1);
  check_converged("singular_values", info);
  const std::vector<double> sign = signs(left, m, k);
  return {vector_of(values), signed_columns(left, m, sign),
          signed_columns(transposed(right, k, n), n, sign)};
}

}  // namespace tapestry::kernels

#include "engine/ops/linalg/eigvalsh.hpp"

#include <cmath>
#include <limits>
#include <memory>

#include "engine/array/lapack.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

constexpr Transpose kNo = Transpose::no, kYes = Transpose::yes;

// One decomposition serves both ops, which stand in each other's pullbacks.
using Spectrum = std::shared_ptr<const kernels::SymmetricEigen>;

Spectrum spectrum_of(const char* op, const Var& a, Scalar asymmetry) {
  std::vector<double> symmetric = kernels::symmetric_part(op, a, asymmetry);
  return std::make_shared<const kernels::SymmetricEigen>(
      kernels::symmetric_eigen(std::move(symmetric), a.shape()[0]));
}

Var vectors_of(const Var& a, const Spectrum& spectrum);

Var values_of(const Var& a, const Spectrum& spectrum) {
  return record("eigvalsh", spectrum->values, {{a, [=](const Var& g, const Var&) {
                                                  const Var v = vectors_of(a, spectrum);
                                                  return matmul(v * g, v, kNo,
                                                                kYes);  // v * g: column j times g_j
                                                }}});
}

Var vectors_of(const Var& a, const Spectrum& spectrum) {
  return record("eigvecsh", spectrum->vectors,
                {{a, [=](const Var& g, const Var& v) {
                    const Var f = kernels::inverse_gaps("eigvecsh", values_of(a, spectrum));
                    const Var turned = f * matmul(v, g, kYes, kNo);
                    return kernels::symmetrised(matmul(matmul(v, turned), v, kNo, kYes));
                  }}});
}

}  // namespace

Var eigvalsh(const Var& a, Scalar asymmetry) {
  return values_of(a, spectrum_of("eigvalsh", a, asymmetry));
}

Var eigvecsh(const Var& a, Scalar asymmetry) {
  return vectors_of(a, spectrum_of("eigvecsh", a, asymmetry));
}

Var kernels::inverse_gaps(const char* op, const Var& values) {
  const std::size_t n = values.size();
  const Scalar* x = values.value().data();
  Scalar largest = 0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(x[i]));
  const Scalar rounding =
      4 * static_cast<Scalar>(n) * std::numeric_limits<Scalar>::epsilon() * largest;
  for (std::size_t i = 0; i + 1 < n; ++i)  // sorted, so that the smallest gaps are of neighbours
    if (std::abs(x[i + 1] - x[i]) <= rounding)
      base::fail<PullbackError>(
          op, ": values ", i, " and ", i + 1, ", ", x[i], " and ", x[i + 1],
          ", are equal up to rounding, and the gradient of their vectors divides by the gap: ask "
          "for no gradient through the vectors (nor for second order) there.");
  const Var one = identity_matrix(n);
  const Var gaps = reshape(values, {1, n}) - reshape(values, {n, 1});
  return (1 - one) / (gaps + one);  // the diagonal's gaps, 0, become 1, and its numerators are 0
}

}  // namespace tapestry

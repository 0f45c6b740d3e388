#include "engine/ops/linalg/cholesky_solve.hpp"

#include <memory>

#include "engine/array/lapack.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// One factor serves the solution and, in the backward pass, its gradients.
using Factor = std::shared_ptr<const kernels::Cholesky>;

Factor factor_of(const char* op, const Var& a, Scalar asymmetry) {
  std::vector<double> symmetric = kernels::symmetric_part(op, a, asymmetry);
  auto factor = std::make_shared<const kernels::Cholesky>(
      kernels::cholesky(std::move(symmetric), a.shape()[0]));
  if (factor->failed_minor > 0)
    base::fail(op, ": ", describe(a), " must be positive definite, but its leading minor of size ",
               factor->failed_minor,
               " is not positive: if it should be, add a small multiple of the identity.");
  return factor;
}

Var solve_with(const Factor& factor, const Var& a, const Var& b) {
  const std::size_t n = a.shape()[0];
  return record("cholesky_solve", kernels::solve(*factor, b.value()),
                {{a,
                  [=](const Var& g, const Var& x) {
                    const Shape matrix = {n, x.size() / n};  // a vector as a column
                    const Var h = kernels::in_shape(solve_with(factor, a, g), matrix);
                    return -kernels::symmetrised(
                        matmul(h, kernels::in_shape(x, matrix), Transpose::no, Transpose::yes));
                  }},
                 {b, [=](const Var& g, const Var&) { return solve_with(factor, a, g); }}});
}

}  // namespace

Var cholesky_solve(const Var& a, const Var& b, Scalar asymmetry) {
  const Factor factor = factor_of("cholesky_solve", a, asymmetry);
  if (b.rank() < 1 || b.rank() > 2 || b.shape()[0] != factor->n)
    base::fail("cholesky_solve: ", describe(a), " with ", describe(b),
               ": the right-hand side must be a vector or a matrix with ",
               base::counted(factor->n, "row", "rows"), ".");
  return solve_with(factor, a, b);
}

Var cholesky_inverse(const Var& a, Scalar asymmetry) {
  const Factor factor = factor_of("cholesky_inverse", a, asymmetry);
  return record("cholesky_inverse", kernels::solve(*factor, identity_matrix(factor->n).value()),
                {{a, [](const Var& g, const Var& y) {
                    return -matmul(matmul(y, kernels::symmetrised(g)), y);
                  }}});
}

}  // namespace tapestry

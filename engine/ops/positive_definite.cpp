#include "engine/ops/positive_definite.hpp"

#include <memory>

#include "engine/counted.hpp"
#include "engine/error.hpp"
#include "engine/factorise.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/shape.hpp"
#include "engine/tape.hpp"

namespace tapestry {
namespace {

// One factor serves the solution and, in the walk, its gradients.
using Factor = std::shared_ptr<const Cholesky>;

Factor factor_of(const char* op, const Var& a, Scalar asymmetry) {
  std::vector<double> symmetric = symmetric_part(op, a, asymmetry);
  auto factor = std::make_shared<const Cholesky>(cholesky(std::move(symmetric), a.shape()[0]));
  if (factor->failed_minor > 0)
    fail(op, ": ", describe(a), " must be positive definite, but its leading minor of size ",
         factor->failed_minor,
         " is not positive: if it should be, add a small multiple of the identity.");
  return factor;
}

Var solve_with(const Factor& factor, const Var& a, const Var& b) {
  const std::size_t n = a.shape()[0];
  return record(
      "solve_spd", solve(*factor, b.value()),
      {{a,
        [=](const Var& g, const Var& x) {
          const Shape matrix = {n, x.size() / n};  // a vector as a column
          const Var h = reshape(solve_with(factor, a, g), matrix);
          return -symmetrised(matmul(h, reshape(x, matrix), Transpose::no, Transpose::yes));
        }},
       {b, [=](const Var& g, const Var&) { return solve_with(factor, a, g); }}});
}

}  // namespace

Var solve_spd(const Var& a, const Var& b, Scalar asymmetry) {
  const Factor factor = factor_of("solve_spd", a, asymmetry);
  if (b.rank() < 1 || b.rank() > 2 || b.shape()[0] != factor->n)
    fail("solve_spd: ", describe(a), " with ", describe(b),
         ": the right-hand side must be a vector or a matrix with ",
         counted(factor->n, "row", "rows"), ".");
  return solve_with(factor, a, b);
}

Var inverse_spd(const Var& a, Scalar asymmetry) {
  const Factor factor = factor_of("inverse_spd", a, asymmetry);
  return record(
      "inverse_spd", solve(*factor, identity_matrix(factor->n).value()),
      {{a, [](const Var& g, const Var& y) { return -matmul(matmul(y, symmetrised(g)), y); }}});
}

}  // namespace tapestry

#include "engine/ops/linalg/matmul.hpp"

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/linalg/inner_sizes.hpp"

namespace tapestry {

Var matmul(const Var& a, const Var& b, Transpose transpose_a, Transpose transpose_b) {
  const bool ta = transpose_a == Transpose::yes, tb = transpose_b == Transpose::yes;
  if (a.rank() != 2 || b.rank() != 2)
    base::fail("matmul: ", describe(a), " times ", describe(b),
               ": both must be matrices, which have two axes: reshape them first.");
  const std::size_t inner_a = a.shape()[ta ? 0 : 1], inner_b = b.shape()[tb ? 1 : 0];
  kernels::check_inner_sizes("matmul", a, b, inner_a, inner_b, ta, tb);
  // For C = op(A) op(B):  d op(A) = G op(B)^T  and  d op(B) = op(A)^T G. Where A itself came
  // transposed, its gradient is the transpose of that, which is the product in the other order.
  const Transpose yes = Transpose::yes, no = Transpose::no;
  return record("matmul", kernels::matrix_product(a.value(), b.value(), ta, tb),
                {{a,
                  [=](const Var& g, const Var&) {
                    return ta ? matmul(b, g, transpose_b, yes)
                              : matmul(g, b, no, kernels::opposite(transpose_b));
                  }},
                 {b, [=](const Var& g, const Var&) {
                    return tb ? matmul(g, a, yes, transpose_a)
                              : matmul(a, g, kernels::opposite(transpose_a), no);
                  }}});
}

}  // namespace tapestry

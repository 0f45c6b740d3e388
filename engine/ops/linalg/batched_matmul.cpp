#include "engine/ops/linalg/batched_matmul.hpp"

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/linalg/inner_sizes.hpp"

namespace tapestry {

Var batched_matmul(const Var& a, const Var& b, Transpose transpose_a, Transpose transpose_b) {
  const bool ta = transpose_a == Transpose::yes, tb = transpose_b == Transpose::yes;
  if (a.rank() != 3 || b.rank() != 3)
    base::fail(
        "batched_matmul: ", describe(a), " times ", describe(b),
        ": both must have three axes, [batch x rows x columns]: reshape them first; of one matrix "
        "for all products the batch is 1.");
  const std::size_t batch_a = a.shape()[0], batch_b = b.shape()[0];
  if (batch_a != batch_b && batch_a != 1 && batch_b != 1)
    base::fail("batched_matmul: ", kernels::operand(a, ta), " times ", kernels::operand(b, tb),
               ": the batches, ", batch_a, " and ", batch_b,
               ", must be equal or one of them 1: reshape a matrix for "
               "all products to [1 x rows x columns].");
  const std::size_t inner_a = a.shape()[ta ? 1 : 2], inner_b = b.shape()[tb ? 2 : 1];
  kernels::check_inner_sizes("batched_matmul", a, b, inner_a, inner_b, ta, tb);
  // As in matmul, for each matrix; where one served all, the backward pass sums its gradients.
  const Transpose yes = Transpose::yes, no = Transpose::no;
  return record("batched_matmul", kernels::batched_matrix_product(a.value(), b.value(), ta, tb),
                {{a,
                  [=](const Var& g, const Var&) {
                    return ta ? batched_matmul(b, g, transpose_b, yes)
                              : batched_matmul(g, b, no, kernels::opposite(transpose_b));
                  }},
                 {b, [=](const Var& g, const Var&) {
                    return tb ? batched_matmul(g, a, yes, transpose_a)
                              : batched_matmul(a, g, kernels::opposite(transpose_a), no);
                  }}});
}

}  // namespace tapestry

#include "engine/ops/linalg/inner_sizes.hpp"

#include "engine/base/error.hpp"

namespace tapestry::kernels {

std::string operand(const Var& x, bool transposed) {
  return describe(x) + (transposed ? " transposed" : "");
}

void check_inner_sizes(const char* op, const Var& a, const Var& b, std::size_t columns_a,
                       std::size_t rows_b, bool transpose_a, bool transpose_b) {
  if (columns_a == rows_b) return;
  base::fail(op, ": ", operand(a, transpose_a), " times ", operand(b, transpose_b),
             ": the inner sizes, ", columns_a, " and ", rows_b,
             ", must be equal: give the second as many rows as the first has columns, ",
             transpose_a || transpose_b ? "both after transposing, or transpose otherwise."
                                        : "or transpose one.");
}

}  // namespace tapestry::kernels

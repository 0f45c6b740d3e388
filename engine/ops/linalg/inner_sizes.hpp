// The check that all matrix products share.
#pragma once

#include <cstddef>
#include <string>

#include "engine/core/var.hpp"

namespace tapestry::kernels {

// An operand of a product, as errors call it: "'w' [3 x 4]", or "'w' [3 x 4] transposed".
std::string operand(const Var& x, bool transposed);

// Throws, naming the op and the operands, unless the columns of the first and the rows of the
// second, both counted after transposing, are as many.
void check_inner_sizes(const char* op, const Var& a, const Var& b, std::size_t columns_a,
                       std::size_t rows_b, bool transpose_a = false, bool transpose_b = false);

}  // namespace tapestry::kernels

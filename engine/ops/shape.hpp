// reshape and transpose: the same elements under other indices.
#pragma once

#include "engine/var.hpp"

namespace tapestry {

// The same elements, in row-major order, in another shape; throws where the sizes differ.
Var reshape(const Var& x, const Shape& shape);

// x [rows x columns] -> [columns x rows]; throws unless x has two axes. A matrix product needs no
// transposed copy: see matmul's flags.
Var transpose(const Var& x);

}  // namespace tapestry

// reshape, flatten and transpose: the same elements under other indices.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// The same elements, in row-major order, in another shape; throws where the sizes differ.
Var reshape(const Var& x, const Shape& shape);

// The axes from `first_axis` on as one, so that those before it, the batch, stay:
// [64 x 28 x 28] -> [64 x 784]. A reshape. Throws where x has no such axis.
Var flatten(const Var& x, int first_axis = 1);

// x [rows x columns] -> [columns x rows]; throws unless x has two axes. A matrix product needs no
// transposed copy: see matmul's flags. Of more axes: permute.
Var transpose(const Var& x);

namespace kernels {

// x itself where it has the shape already: for pullbacks and models, which hand on what they get.
// (To a caller, reshape's result is always a Var of its own, with its own name and place on the
// tape.)
Var in_shape(const Var& x, const Shape& shape);

}  // namespace kernels
}  // namespace tapestry

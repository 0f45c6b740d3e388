// affine: a dense layer before its activation, in one op.
//
// It is matmul(x, weight) + bias, but the product is added on top of rows that already hold the
// bias: no second pass over the output, and one tensor and one record less (tests/bench).
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// x [batch x in], weight [in x out], bias [out] -> x weight + bias, [batch x out].
// With G the gradient at the output:  dx = G weight^T,  dweight = x^T G,  dbias = the sum of G's
// rows. Throws unless the shapes are these.
Var affine(const Var& x, const Var& weight, const Var& bias);

}  // namespace tapestry

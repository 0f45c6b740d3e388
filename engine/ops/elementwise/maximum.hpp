// The larger and the smaller of two elements, and clamp between two numbers.
//
// All operands are broadcast together by the rule of arithmetic.hpp, and throw where they do not
// fit. A NaN goes through: it is never the element that is left out. max over the elements of one
// tensor is in reduce/max_min.hpp.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// The larger, or smaller, of a and b. The gradient goes to the operand that was chosen, and half of
// it to each where they are equal (a subgradient: there is a kink). Where either is NaN, so are the
// value and both gradients.
Var maximum(const Var& a, const Var& b);
Var minimum(const Var& a, const Var& b);

// x held within [low, high]: d = dx where low <= x <= high, both bounds included, else 0. A bound
// may be infinite. Throws where low > high, and for a bound that is NaN.
Var clamp(const Var& x, Scalar low, Scalar high);

}  // namespace tapestry

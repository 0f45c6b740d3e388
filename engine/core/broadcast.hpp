// Broadcasting as an op, and its undoing: each is the other's pullback.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

// The shape that a and b have in common after broadcasting; throws, naming the op, where they have
// none.
Shape broadcast_shape(const char* op, const Var& a, const Var& b);

namespace kernels {

// The same of two shapes that are known to fit.
Shape common_shape(const Shape& a, const Shape& b);

}  // namespace kernels

// Whether a tensor of shape `from` can be repeated to fill shape `to`.
bool broadcasts_to(const Shape& from, const Shape& to);

// x repeated to fill `shape`; throws where x does not broadcast to it.
Var broadcast_to(const Var& x, const Shape& shape);

// The sum of x over all that broadcasting `shape` to x's shape would have repeated:
// x [64 x 10], shape [10] -> the column sums. Throws where `shape` does not broadcast to x's.
Var sum_to(const Var& x, const Shape& shape);

}  // namespace tapestry

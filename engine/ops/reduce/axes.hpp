// How the reducing ops name axes.
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry {

// Axes of a tensor, counted from 0; negative ones count from the last (-1).
using Axes = std::vector<int>;

// What becomes of a reduced axis: it goes, or it stays with size 1 (so that the result still
// broadcasts against the operand).
enum class Axis { drop, keep };

namespace kernels {

// The axis as a number from 0; throws, naming the op, where x has no such axis.
std::size_t resolve_axis(const char* op, const Var& x, int axis);

// x's shape with the axes at size 1; throws, naming the op, where one is missing, named twice, or
// none is named.
Shape kept_shape(const char* op, const Var& x, const Axes& axes);

// x's shape without the axes.
Shape dropped_shape(const char* op, const Var& x, const Axes& axes);

Axes all_axes(const Var& x);

}  // namespace kernels

}  // namespace tapestry

// Assignment 2, part "broadcast": the rule of broadcasting, and how a gradient undoes it.
#pragma once

#include <stdexcept>

#include "engine/array/tensor.hpp"

using namespace tapestry;

// The shape that tensors of these two shapes have in common; throws where they do not fit.
inline Shape broadcast_shape(const Shape& a, const Shape& b) {
  throw std::logic_error("to do: broadcast, task 1, broadcast_shape(a, b)");
}

// A value of this shape was broadcast, and `gradient` is the gradient at the result: the gradient
// at the value. Throws where no value of this shape can have been broadcast to the gradient's.
inline Tensor undo_broadcast(const Tensor& gradient, const Shape& shape) {
  throw std::logic_error("to do: broadcast, task 2, undo_broadcast(gradient, shape)");
}

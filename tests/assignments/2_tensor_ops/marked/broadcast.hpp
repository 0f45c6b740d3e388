// Assignment 2, part "broadcast": the rule of broadcasting, and how a gradient undoes it.
#pragma once

#include <stdexcept>

#include "engine/array/tensor.hpp"

using namespace tapestry;

// The shape that tensors of these two shapes have in common; throws where they do not fit.
inline Shape broadcast_shape(const Shape& a, const Shape& b) {
  // [solution]
  Shape common = a.size() >= b.size() ? a : b;
  for (std::size_t back = 1; back <= std::min(a.size(), b.size()); ++back) {
    const std::size_t from_a = a[a.size() - back], from_b = b[b.size() - back];
    if (from_a != from_b && from_a != 1 && from_b != 1)
      throw std::invalid_argument(to_string(a) + " and " + to_string(b) + " do not fit");
    common[common.size() - back] = from_a == 1 ? from_b : from_a;
  }
  return common;
  // [starter]
  //| throw std::logic_error("to do: broadcast, task 1, broadcast_shape(a, b)");
  // [end]
}

// A value of this shape was broadcast, and `gradient` is the gradient at the result: the gradient
// at the value. Throws where no value of this shape can have been broadcast to the gradient's.
inline Tensor undo_broadcast(const Tensor& gradient, const Shape& shape) {
  // [solution]
  const Shape& from = gradient.shape();
  if (shape.size() > from.size() || broadcast_shape(from, shape) != from)
    throw std::invalid_argument(to_string(shape) + " is not broadcast to " + to_string(from));
  Tensor sums = zeros(shape);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    // Which element of the value this one was repeated from: its index counts, axis by axis from
    // the last one, unless the value has size 1 there or lacks the axis.
    std::size_t rest = i, place = 0, stride = 1;
    for (std::size_t back = 1; back <= shape.size(); ++back) {
      const std::size_t index = rest % from[from.size() - back], own = shape[shape.size() - back];
      rest /= from[from.size() - back];
      place += (own == 1 ? 0 : index) * stride;
      stride *= own;
    }
    sums.data()[place] += gradient.data()[i];
  }
  return sums;
  // [starter]
  //| throw std::logic_error("to do: broadcast, task 2, undo_broadcast(gradient, shape)");
  // [end]
}

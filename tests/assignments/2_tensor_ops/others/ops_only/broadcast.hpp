// One axis at a time, from the last one on.
#pragma once
#include <stdexcept>

#include "engine/array/reduce.hpp"

inline tapestry::Shape broadcast_shape(tapestry::Shape a, tapestry::Shape b) {
  while (a.size() < b.size()) a.insert(a.begin(), 1);
  while (b.size() < a.size()) b.insert(b.begin(), 1);
  for (std::size_t k = 0; k < a.size(); ++k)
    if (a[k] == 1)
      a[k] = b[k];
    else if (b[k] != 1 && b[k] != a[k])
      throw std::runtime_error("axis " + std::to_string(k));
  return a;
}

// The engine sums over axes; which ones is to be found out.
inline tapestry::Tensor undo_broadcast(const tapestry::Tensor& gradient,
                                       const tapestry::Shape& shape) {
  if (broadcast_shape(gradient.shape(), shape) != gradient.shape())
    throw std::runtime_error("these shapes do not belong together");
  tapestry::Shape kept = shape;
  while (kept.size() < gradient.dimension()) kept.insert(kept.begin(), 1);
  return tapestry::kernels::reshaped(tapestry::kernels::sum_over_axes(gradient, kept), shape);
}

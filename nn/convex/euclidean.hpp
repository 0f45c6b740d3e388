// Inner product and norm of tensors seen as vectors, added up in double.
#pragma once

#include <cmath>

#include "engine/array/tensor.hpp"

namespace tapestry::nn {

// sum_i a_i b_i of two tensors of one shape.
inline double inner_product(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a.data()[i]} * double{b.data()[i]};
  return sum;
}

// sqrt(sum_i x_i^2)
inline double euclidean_norm(const Tensor& x) { return std::sqrt(inner_product(x, x)); }

}  // namespace tapestry::nn

// What softmax and its relatives along one axis are made of.
#pragma once

#include "engine/array/tensor.hpp"

namespace tapestry::kernels {

// log(sum(exp(x))) is top + log_sum; kept apart, so that x - top - log_sum keeps its digits even
// where top is large and log_sum small.
struct SoftmaxParts {
  Tensor exps;     // [shape of x]: exp(x - top), which cannot overflow
  Tensor top;      // the maximum over the axis (kept, size 1); 0 where that is infinite
  Tensor log_sum;  // log(sum(exps)) over the axis (kept, size 1)
};
SoftmaxParts softmax_parts(const Tensor& x, std::size_t axis);

}  // namespace tapestry::kernels

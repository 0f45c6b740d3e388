// Assignment 4: one linear regression. As it is given.
#pragma once

#include "engine/array/tensor.hpp"

struct LinearTask {
  tapestry::Tensor x;  // [n x d]; n differs from task to task, and d does not
  tapestry::Tensor y;  // [n]
};

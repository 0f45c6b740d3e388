// Batch: what a data set hands to a network. The folders datasets and nn meet in this type alone.
#pragma once

#include <vector>

#include "engine/tensor.hpp"

namespace tapestry {

struct Batch {
  Tensor inputs;            // [batch x ...]: a row an example
  std::vector<int> labels;  // classification: the class of each row, 0 .. classes - 1; else empty
  Tensor targets;           // regression: [batch x outputs]; else not used
};

}  // namespace tapestry

// Batch: what a data set hands to a network. The folders datasets and nn meet in this file alone.
#pragma once

#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry::nn {

struct Batch {
  Tensor inputs;            // [batch x ...]: a row an example
  std::vector<int> labels;  // classification: the class of each row, 0 .. classes - 1; else empty
  Tensor targets;           // regression: [batch x outputs]; else not used
};

// Answers to one task for some rows of inputs that several tasks share.
struct Answers {
  std::vector<std::size_t> rows;  // which rows have an answer, ascending; may be none
  std::vector<int> labels;        // classification: of those rows, in that order; else empty
  Tensor targets;                 // regression: [rows.size() x outputs]; else not used
};

// One set of inputs with answers to several tasks. A row may lack the answers to some of them
// (partial labels).
struct SharedBatch {
  Tensor inputs;               // [batch x ...]: a row an example
  std::vector<Answers> tasks;  // one a task
};

}  // namespace tapestry::nn

// Batch: what a data set hands to a network. The folders datasets and nn meet in this file alone.
#pragma once

#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry::nn {

struct Batch {
  Tensor inputs;  // [batch x ...]: a row an example
  // What the task's loss is of (nn/tasks/loss.hpp); the other one is empty.
  std::vector<int> labels;  // the class of each row, 0 .. classes - 1; -1 (kNoLabel): not known
  Tensor targets;           // numbers, or probabilities: [batch x outputs]; NaN: not known
};

// Answers to one task for some rows of inputs that several tasks share.
struct Answers {
  std::vector<std::size_t> rows;  // which rows have an answer, ascending; may be none
  std::vector<int> labels;        // of those rows, in that order; see Batch
  Tensor targets;                 // [rows.size() x outputs]; see Batch
};

// One set of inputs with answers to several tasks. A row may lack the answers to some of them
// (partial labels).
struct SharedBatch {
  Tensor inputs;               // [batch x ...]: a row an example
  std::vector<Answers> tasks;  // one a task
};

}  // namespace tapestry::nn

// The backward pass, written down: which record sent what to which of its inputs. For printouts and
// the player; a training program has no use for it.
#pragma once

#include <vector>

#include "engine/core/tape.hpp"

namespace tapestry {

// What one pullback of a record sent to its input.
struct SentGradient {
  std::size_t input;  // which input of the record, from 0
  Shape pulled;       // the shape that the pullback returned, before broadcasting was undone
  Tensor part;        // in the input's shape
  Tensor total;       // the input's gradient so far, with this part in it
};

// One record that the backward pass visited. Its gradient is final by then: all that used its
// output stands later on the tape.
struct BackwardStep {
  std::size_t record;
  Tensor gradient;
  std::vector<SentGradient> sent;  // nothing is sent to constants
};

struct LeafGradient {
  Var leaf;
  Tensor gradient;  // zeros where the loss does not depend on the leaf
};

struct BackwardLog {
  std::vector<BackwardStep> steps;     // in the backward pass's order: the loss first
  std::vector<LeafGradient> leaves;    // all but constants, in the order of their first use
  std::vector<std::size_t> unvisited;  // the records that the loss does not depend on
};

// The backward pass from a loss with one element, whose gradients are those of tape.gradient(loss,
// ...) for all records and leaves. Nothing is recorded or changed. Keeps every part in memory.
// Throws what tape.gradient throws.
BackwardLog backward_log(const Tape& tape, const Var& loss);

}  // namespace tapestry

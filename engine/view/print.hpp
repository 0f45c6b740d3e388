// The tape as a table that a person can read.
#pragma once

#include <iosfwd>

#include "engine/core/tape.hpp"

namespace tapestry {

// One line a record, in the order of recording: its number, op, inputs, shape, value (the first
// elements of a large one) and name. Where a scope begins, its path stands on a line of its own.
void print(const Tape& tape, std::ostream& out);
void print(const Tape& tape);  // to the standard output

// The same, and below it the backward pass from `loss` in its own order: each
// record that it visits with its gradient, what it sends to each input, and the gradients of the
// leaves, which are the sums of what was sent to them. Throws what tape.gradient throws.
void print(const Tape& tape, std::ostream& out, const Var& loss);

// How printouts call an input: "%3" for a record of this tape; a leaf's name, or its kind where it
// has none; a constant's value.
std::string name_of_input(const Tape& tape, const Var& x);

// The elements of a tensor in short: "3.5", "[1, 2, 3]", "[0.5, -1, 2, 0, ... 7840 in all]".
std::string summary(const Tensor& x);
inline std::string summary(const Var& x) { return summary(x.value()); }

}  // namespace tapestry

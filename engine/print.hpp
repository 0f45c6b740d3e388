// The tape as a table that a person can read.
#pragma once

#include <iosfwd>

#include "engine/tape.hpp"

namespace tapestry {

// One line a record, in the order of recording: its number, op, inputs, shape and value (the first
// elements of a large one). Inputs that are leaves go by their names, others by %number.
void print(const Tape& tape, std::ostream& out);

// The same with one more column: the gradient of `loss` at each record, in the walk's order, which
// is from the last line to the first.
void print(const Tape& tape, std::ostream& out, const Var& loss);

// The elements of a tensor in short: "3.5", "[1, 2, 3]", "[0.5, -1, 2, ... 7840 in all]".
std::string summary(const Tensor& x);

}  // namespace tapestry

// THE table of the engine's ops for the gradient checks: at least one row for every op.
//
// Whoever writes a new op adds rows to a file of tests/f64/cases. Good rows have non-square shapes,
// show each broadcast, flag and axis that the op distinguishes, and draw inputs from where the op
// is smooth. enrolment_test.cpp fails for an op without a row.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"

namespace tapestry {

using Sampler = std::function<Tensor(Rng&)>;

struct OpCase {
  std::string op;           // as in record("...")
  std::string description;  // what this row adds to the op's others
  FunctionOfVars function;
  std::vector<Sampler> inputs;
  bool smooth = true;        // false: it has kinks, and the inputs are drawn away from them
  bool second_order = true;  // false: there is no second derivative to check
  bool has_gradient = true;  // false: it must send no gradient at all, though its value changes
  bool composed = false;     // true: made of other ops, which it records in place of one of its own
};

const std::vector<OpCase>& op_cases();

// One draw of all inputs of a row.
std::vector<Tensor> draw_inputs(const OpCase& row, std::uint64_t seed);

}  // namespace tapestry

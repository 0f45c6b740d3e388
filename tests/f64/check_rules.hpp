// The rules by which gradients are commonly checked, as options of one function: chapter 3 of the
// course counts which broken pullbacks each of them lets through.
#pragma once

#include <string>
#include <vector>

#include "tests/f64/op_cases.hpp"

namespace tapestry {

struct CheckRule {
  enum class Upstream { ones, random };
  enum class What {
    presence,      // the gradient has its input's shape, and is finite: nothing else
    one_element,   // one element of each input, drawn
    all_elements,  // of each input, one by one
    sums,          // the sum of each input's elements
    direction,     // <v, gradient>, v a random direction in all inputs together
    everything,    // as check_gradient does: all elements, and the input used twice
  };
  std::string name;
  Upstream upstream;
  What compared;
  double tolerance;  // passes where |a - n| <= tolerance max(1, |a|, |n|)
  bool second_order = false;
};

// From the weakest to the engine's own, which is the last one.
const std::vector<CheckRule>& check_rules();

// Whether a function passes; inputs as they are drawn for the row. The differences take two points,
// 1e-4 to each side. A pullback that throws does not pass.
GradientReport check_by(const CheckRule& rule, const OpCase& row, const FunctionOfVars& f);

}  // namespace tapestry

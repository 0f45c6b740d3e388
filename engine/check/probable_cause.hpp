// From the numbers of a failed gradient check to the mistake that probably made them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/array/tensor.hpp"

namespace tapestry {

// Another input of the same op: where it stands, its value, and its gradient, as below.
struct OtherInput {
  std::size_t position;
  Tensor value;
  std::vector<double> numeric, analytic;
};

// What a failed check knows of one input's gradient. All lists are as long as the input and in
// row-major order.
struct GradientEvidence {
  Shape shape;                               // of the input
  std::vector<double> analytic;              // what the pullbacks gave
  std::vector<double> numeric;               // what it should be
  std::vector<double> numeric_with_ones;     // what an upstream gradient of ones would give
  std::vector<double> numeric_first_term;    // of the sum over outputs, the first term alone
  std::vector<std::vector<double>> one_use;  // checks of several uses: each use's part alone
  // Likewise: what it would be if each use's part were at the first one's x, and at the last one's.
  std::vector<double> all_as_the_first = {}, all_as_the_last = {};
  Tensor value = {};                    // the input's own; first order
  std::vector<OtherInput> others = {};  // first order, one use
  Tensor upstream = {};                 // at the output; with `others`
  bool second_order = false;            // the first-order gradient was found right
  double tolerance = 0;                 // two lists closer than this are taken for equal
};

// The largest |x_i|, 0 where there is none.
double largest_size(const std::vector<double>& x);

// One sentence: the best-known mistake that makes this pattern, or "no known pattern".
std::string probable_cause(const GradientEvidence& evidence);

}  // namespace tapestry

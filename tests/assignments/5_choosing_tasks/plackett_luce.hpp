// What Gumbel top-k draws, and what is drawn by taking one task after the other by their weights.
#pragma once

#include "tests/assignments/5_choosing_tasks/sets.hpp"

namespace tapestry::grader::choosing {

// The probability of each of these sets, over all orders in which its tasks can be drawn (Plackett
// 1975, Luce 1959).
Numbers plackett_luce(const Numbers& scores, const std::vector<Bits>& sets);

}  // namespace tapestry::grader::choosing

// What Omegas share whose tasks stand on a chain, each beside the one before it: 0 - 1 - 2 - ...
#pragma once

#include <vector>

#include "engine/core/var.hpp"

namespace tapestry::nn {

// w [tasks x parameters] -> [tasks - 1 x parameters]: w_1 - w_0, w_2 - w_1, ...; of one task, a
// row of zeros.
Var steps_along_chain(const Var& w);

// argmin_v 1/2 || v - x ||^2 + threshold * sum_t | v_t - v_(t-1) |: the nearest to x that is
// constant along stretches (total variation in one dimension). Exact, by the "taut string": the
// running sums of v are the shortest path in the tube of width `threshold` around those of x that
// has the tube's ends (Davies & Kovac 2001, "Local extremes, runs, strings and multiresolution").
// Cost: the length of x times that of its longest stretch.
std::vector<double> taut_string(const std::vector<double>& x, double threshold);

}  // namespace tapestry::nn

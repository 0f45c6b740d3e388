// P(T) given how many tasks T has: exactly k, at most k, or at least one.
#pragma once

#include "nn/selection/chain_subsets.hpp"

namespace tapestry::nn {

// P(T | |T| = k). Z is the k-th elementary symmetric polynomial of the e^{s_t}: the rule's state is
// the number of tasks so far, and the table is its recursion (Chen, Dempster & Liu 1994, "Weighted
// finite population sampling to maximize entropy"; there "conditional Bernoulli sampling"). Adding
// a number to all scores changes nothing. This is not what drawing k tasks one after the other
// gives: see plackett_luce.hpp. Throws unless 1 <= k <= the number of tasks. Cost: tasks * k.
ChainSubsets exactly_k(std::vector<double> scores, std::size_t k);

// P(T | |T| <= k). Throws unless 1 <= k <= the number of tasks.
ChainSubsets at_most_k(std::vector<double> scores, std::size_t k);

// P(T | T is not empty): each draw trains something. Z is that of all subsets less 1, but is added
// up without that difference.
ChainSubsets at_least_one(std::vector<double> scores);

}  // namespace tapestry::nn

// P(T) given how many tasks T has of each group.
#pragma once

#include "nn/selection/chain_subsets.hpp"

namespace tapestry::nn {

// P(T | one task of each group), or at most one of each. The groups are disjoint; a task in none of
// them is free, in or out. Throws for an empty group, for an unknown task, and for one that is
// named twice. Cost: tasks.
ChainSubsets one_of_each(std::vector<double> scores, const std::vector<TaskNumbers>& groups);
ChainSubsets at_most_one_of_each(std::vector<double> scores,
                                 const std::vector<TaskNumbers>& groups);

}  // namespace tapestry::nn

// P(T) given what T costs.
#pragma once

#include "nn/selection/chain_subsets.hpp"

namespace tapestry::nn {

// P(T | sum of the costs of T's tasks <= budget). The costs are whole numbers, such as
// milliseconds: the rule's state is what has been spent. Its most_likely() is the best subset that
// the budget allows, an exact 0-1 knapsack. Throws for another number of costs than of scores, for
// a cost or budget that is negative, not finite or not whole, and where the budget is below every
// cost. Cost: tasks * budget.
ChainSubsets within_budget(std::vector<double> scores, const std::vector<double>& costs,
                           double budget);

}  // namespace tapestry::nn

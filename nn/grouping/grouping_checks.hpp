// What the makers of groups and the searches for groupings ask of their arguments.
#pragma once

#include <string>

#include "nn/grouping/candidate_groups.hpp"

namespace tapestry::nn {

// Larger scores would add up to infinity.
inline constexpr double kLargestScore = 1e100;

// A sum of costs may exceed the budget by this share of it: sums are rounded, and three times 0.1
// must be within 0.3.
inline constexpr double kBudgetSlack = 1e-9;

// Throws for tasks of a group (`name`, such as "group 2") that are none, not below n, or named
// twice.
void check_group_tasks(const std::string& who, const std::string& name,
                       const std::vector<std::size_t>& tasks, std::size_t n);

// Throws for what best_grouping and greedy_grouping both refuse: no tasks, no groups, a group with
// wrong tasks, scores or cost, a budget that is not a positive number or is below every cost, and a
// task that no group within the budget has.
void check_grouping_problem(const std::string& who, const std::vector<CandidateGroup>& candidates,
                            std::size_t tasks, double budget);

}  // namespace tapestry::nn

// Which tasks to train together, for more tasks than best_grouping takes: not always the best, but
// with a number that nothing exceeds.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/grouping/best_grouping.hpp"

namespace tapestry::nn {

// Adds group after group, and so needs no grouping to have every task: a task that no chosen group
// has counts uncovered[t], which must not be larger than any of its scores. Empty: of each task its
// smallest score in the candidates. With smaller values, having every task weighs more.
//
// What a set C of groups is worth is f(C) = total(C) - baseline, the baseline being the sum of all
// uncovered values, so that f of no groups is 0. f is monotone and submodular: a group adds at
// least 0, and the less the more there is already. Hence, f* being the largest f within the budget,
//
//   f >= (1 - 1/e) f*    where all groups cost the same (Nemhauser, Wolsey & Fisher 1978, "An
//                        Analysis of Approximations for Maximizing Submodular Set Functions");
//   f >= (1 - 1/e)/2 f*  for any costs (Khuller, Moss & Naor 1999, "The Budgeted Maximum Coverage
//                        Problem", and for all such f Leskovec et al. 2007, "Cost-effective
//                        Outbreak Detection in Networks").
//
// These are shares of what is above the baseline, not of the total: the lower the baseline, the
// less they say of the total. They hold because the result is the better of two: the group that
// adds the most for its cost, again and again; and the group that adds the most, again and again,
// the first of which is the best single group.
//
// upper_bound holds for every set of groups within the budget, and so for best_grouping's total:
// the online bound of Leskovec et al., f* <= f(C) + what the budget buys, group by group and the
// last one in part, of the most that each group adds to C for its cost; the smallest over the sets
// C that were met. share_of_best() says how much of f* is certain; it is mostly far above the
// guarantee.
//
// group_of_task is kNoGroup where a task is uncovered. Ties: of groups that add as much, first the
// one with more tasks that were uncovered, then the lowest number; a group that adds nothing is
// chosen only where it has such tasks.
//
// Each chosen group costs a pass over all candidates. Throws as best_grouping does, but for many
// tasks and for tasks that cannot all be had; and for uncovered values that are not one a task, not
// numbers of -1e100 to 1e100, or larger than a score of their task.
Grouping greedy_grouping(const std::vector<CandidateGroup>& candidates, std::size_t tasks,
                         double budget, std::vector<double> uncovered = {});

}  // namespace tapestry::nn

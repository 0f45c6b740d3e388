// Which tasks to train together: groups whose costs are within a budget, so that the tasks' scores
// sum to the most. The same problem in two papers:
//
//   Standley et al. 2020, "Which Tasks Should Be Learned Together in Multi-task Learning?":
//   networks with costs, and the smallest sum of losses; Fifty et al. 2021, "Efficiently
//   Identifying Task Groupings for Multi-Task Learning" (TAG): at most B groups, and the largest
//   sum of affinities.
//
// Groups may overlap. A task is served by the chosen group in which its score is best; in the
// others it is a helper, whose own predictions are not used. Choosing is NP-hard, as set cover is.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "nn/grouping/candidate_groups.hpp"

namespace tapestry::nn {

// In Grouping::group_of_task: no chosen group has the task.
inline constexpr std::size_t kNoGroup = std::numeric_limits<std::size_t>::max();

struct Grouping {
  std::vector<std::size_t> chosen;         // numbers of candidates, increasing; each serves a task
  std::vector<std::size_t> group_of_task;  // the number of the candidate that serves each task
  double total = 0;                        // sum over the tasks of the score in the serving group
  double cost = 0;                         // sum over the chosen groups
  double upper_bound = 0;  // no grouping within the budget has a larger total; here: the total
  double baseline = 0;     // greedy_grouping: the total of no group at all

  // "At least this share of the best": (total - baseline) / (upper_bound - baseline), 0 to 1.
  double share_of_best() const;
};

// The largest number of tasks that best_grouping takes.
inline constexpr std::size_t kMostTasksForBest = 15;

// The best grouping, by branch and bound: of all sets of candidates whose costs sum to at most the
// budget (to within a share of 1e-9, for rounding) and which together have every task, one of the
// largest total (to rounding).
//
// Ties: a task is served by the chosen candidate of the lowest number. Of groupings of equal totals
// the first that the search meets is kept, which need not be the cheapest; the search's order
// depends on the arguments alone, so that equal arguments give equal results.
//
// Prepares with 10 * 3^n steps, n the number of tasks, and then hardly searches: 15 tasks and all
// their 32767 groups took 0.2 to 0.8 s, with equal, growing and random costs (docs/grouping.md).
//
// Throws for no tasks, more than kMostTasksForBest (greedy_grouping takes them), no candidates, a
// candidate that is empty, names a task that there is not or one twice, has not one score a task, a
// score that is not a number of -1e100 to 1e100, or a cost that is negative or not finite; for a
// budget that is not a positive number; and for one within which the tasks cannot all be had.
Grouping best_grouping(const std::vector<CandidateGroup>& candidates, std::size_t tasks,
                       double budget);

}  // namespace tapestry::nn

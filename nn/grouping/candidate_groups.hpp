// What can be trained together, and how good that is for each task: the material of best_grouping
// and greedy_grouping.
//
// A group is a network: the tasks that it is trained on, a score for each of them, and a cost. The
// scores come from pairs of tasks (groups_from_affinities) or from networks that were trained
// (groups_from_losses).
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace tapestry::nn {

struct CandidateGroup {
  std::vector<std::size_t> tasks;  // trained together; each once
  std::vector<double> scores;      // one a task, in the order of `tasks`; larger is better
  double cost = 1;                 // in the unit of the budget; 0 or more
};

struct AffinityOptions {
  std::size_t smallest = 1;  // how many tasks a group has, at least
  std::size_t largest = 0;   // and at most; 0: all
  // The cost of a group of these tasks. Empty: 1, so that the budget is a number of groups.
  std::function<double(const std::vector<std::size_t>& tasks)> cost;
};

// One group, scored by pairs of tasks as in Fifty et al. 2021, "Efficiently Identifying Task
// Groupings for Multi-Task Learning" (TAG), section 3.2: the score of task j is the mean of the
// affinities for j of the group's other tasks. (Standley et al. 2020, "Which Tasks Should Be
// Learned Together in Multi-task Learning?", estimate a network's losses by those of pairs in the
// same way: their "higher-order approximation".)
//
// affinities [n * n], in rows: element i * n + j is what training i with j does for j. The diagonal
// is not read. own_scores [n]: the score of a task alone, in the same unit.
//
// Throws for no tasks, another number of affinities than n * n, one that is not a number of -1e100
// to 1e100, and a group that is empty or names a task that there is not, or one twice.
CandidateGroup group_from_affinities(const std::vector<double>& affinities,
                                     const std::vector<double>& own_scores,
                                     const std::vector<std::size_t>& tasks, double cost = 1);

// All groups of `smallest` to `largest` tasks, by their number of tasks and then in alphabetical
// order: {0}, {1}, {2}, {0, 1}, {0, 2}, ... Of 15 tasks all 32767 groups. Throws also for sizes
// that do not fit the tasks, and for more than kMostListedGroups groups.
inline constexpr std::size_t kMostListedGroups = 100'000;
std::vector<CandidateGroup> groups_from_affinities(const std::vector<double>& affinities,
                                                   const std::vector<double>& own_scores,
                                                   const AffinityOptions& options = {});

// A network that was trained, and its tasks' losses (smaller is better).
struct MeasuredGroup {
  std::vector<std::size_t> tasks;
  std::vector<double> losses;  // one a task, in the order of `tasks`
  double cost = 1;
};

// score = -loss, so that the total is minus the sum of the losses (Standley et al. 2020). Throws
// for a network whose losses are not one a task, or not numbers of -1e100 to 1e100.
std::vector<CandidateGroup> groups_from_losses(const std::vector<MeasuredGroup>& measured);

// score = 1 - loss / reference, the relative gain: 0.1 is a loss that is 10 % smaller. Tasks whose
// losses have different units can so be summed. references: one a task, such as the losses of tasks
// that are trained alone; each must be larger than 0.
std::vector<CandidateGroup> groups_from_losses(const std::vector<MeasuredGroup>& measured,
                                               const std::vector<double>& references);

}  // namespace tapestry::nn

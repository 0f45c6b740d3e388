#include "nn/grouping/grouping_checks.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

void check_scores_and_cost(const std::string& who, const std::string& name,
                           const CandidateGroup& group) {
  if (group.scores.size() != group.tasks.size())
    base::fail(who, ": ", name, " has ", group.tasks.size(), " tasks and ", group.scores.size(),
               " scores: give one a task.");
  for (std::size_t k = 0; k < group.scores.size(); ++k)
    if (!(std::abs(group.scores[k]) <= kLargestScore))
      base::fail(who, ": the score of task ", group.tasks[k], " in ", name, " is ", group.scores[k],
                 ", but must be a number of -1e100 to 1e100: leave out a group that was not "
                 "measured.");
  if (!(group.cost >= 0 && std::isfinite(group.cost)))
    base::fail(who, ": the cost of ", name, " is ", group.cost,
               ", but must be finite and not below 0: give what training or running it takes.");
}

}  // namespace

void check_group_tasks(const std::string& who, const std::string& name,
                       const std::vector<std::size_t>& tasks, std::size_t n) {
  if (tasks.empty()) base::fail(who, ": ", name, " is empty: name its tasks, or leave it out.");
  std::vector<bool> named(n, false);
  for (const std::size_t task : tasks) {
    if (task >= n)
      base::fail(who, ": ", name, " names task ", task, ", but the tasks are numbered 0 to ", n - 1,
                 ".");
    if (named[task]) base::fail(who, ": ", name, " names task ", task, " twice: name each once.");
    named[task] = true;
  }
}

void check_grouping_problem(const std::string& who, const std::vector<CandidateGroup>& candidates,
                            std::size_t tasks, double budget) {
  if (tasks == 0) base::fail(who, ": there are no tasks: give at least one.");
  if (candidates.empty())
    base::fail(who,
               ": there are no groups to choose from: list them with groups_from_affinities or "
               "groups_from_losses.");
  if (!(budget > 0 && std::isfinite(budget)))
    base::fail(who, ": the budget is ", budget,
               ", but must be finite and larger than 0: give the cost of all groups together.");
  double cheapest = candidates[0].cost;
  std::vector<bool> within_reach(tasks, false);
  for (std::size_t g = 0; g < candidates.size(); ++g) {
    const CandidateGroup& group = candidates[g];
    const std::string name = base::text("group ", g);
    check_group_tasks(who, name, group.tasks, tasks);
    check_scores_and_cost(who, name, group);
    cheapest = std::min(cheapest, group.cost);
    if (group.cost <= budget * (1 + kBudgetSlack))
      for (const std::size_t task : group.tasks) within_reach[task] = true;
  }
  if (cheapest > budget * (1 + kBudgetSlack))
    base::fail(who, ": the budget is ", budget, ", but the cheapest group costs ", cheapest,
               ": raise it.");
  for (std::size_t task = 0; task < tasks; ++task)
    if (!within_reach[task])
      base::fail(who, ": no group of a cost of ", budget, " or less has task ", task,
                 ": add one, or raise the budget.");
}

}  // namespace tapestry::nn

#include "nn/grouping/serve_tasks.hpp"

#include <algorithm>

namespace tapestry::nn {

Grouping serve_tasks(const std::vector<CandidateGroup>& candidates, std::vector<std::size_t> chosen,
                     const std::vector<double>& uncovered) {
  std::sort(chosen.begin(), chosen.end());
  Grouping grouping;
  grouping.group_of_task.assign(uncovered.size(), kNoGroup);
  std::vector<double> scores = uncovered;
  for (const std::size_t g : chosen) {
    const CandidateGroup& group = candidates[g];
    for (std::size_t k = 0; k < group.tasks.size(); ++k) {
      const std::size_t task = group.tasks[k];
      if (grouping.group_of_task[task] != kNoGroup && group.scores[k] <= scores[task]) continue;
      grouping.group_of_task[task] = g;
      scores[task] = group.scores[k];
    }
  }
  for (const double score : scores) grouping.total += score;
  for (const std::size_t g : chosen) {
    const auto& servers = grouping.group_of_task;
    if (std::find(servers.begin(), servers.end(), g) == servers.end()) continue;
    if (!grouping.chosen.empty() && grouping.chosen.back() == g) continue;
    grouping.chosen.push_back(g);
    grouping.cost += candidates[g].cost;
  }
  return grouping;
}

}  // namespace tapestry::nn

#include "tests/grouping/grouping_cases.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

namespace tapestry::nn {
namespace {

void try_sets(const std::vector<CandidateGroup>& candidates, std::size_t from,
              const std::vector<double>& scores, double left, double& best) {
  best = std::max(best, std::accumulate(scores.begin(), scores.end(), 0.0));
  for (std::size_t g = from; g < candidates.size(); ++g) {
    if (candidates[g].cost > left) continue;
    std::vector<double> with = scores;
    for (std::size_t k = 0; k < candidates[g].tasks.size(); ++k) {
      double& score = with[candidates[g].tasks[k]];
      score = std::max(score, candidates[g].scores[k]);
    }
    try_sets(candidates, g + 1, with, left - candidates[g].cost, best);
  }
}

}  // namespace

double best_of_all_sets(const std::vector<CandidateGroup>& candidates,
                        const std::vector<double>& uncovered, double budget) {
  double best = kNothing;
  try_sets(candidates, 0, uncovered, budget, best);
  return best;
}

std::vector<double> best_of_at_most(const std::vector<CandidateGroup>& candidates,
                                    std::size_t tasks, std::size_t most) {
  const std::size_t sets = std::size_t{1} << tasks;
  std::vector<double> one(sets, kNothing);  // the best that one group does for these tasks
  one[0] = 0;
  for (const CandidateGroup& group : candidates)
    for (std::size_t part = 1; part < std::size_t{1} << group.tasks.size(); ++part) {
      std::size_t served = 0;
      double value = 0;
      for (std::size_t k = 0; k < group.tasks.size(); ++k)
        if (part >> k & 1) {
          served |= std::size_t{1} << group.tasks[k];
          value += group.scores[k];
        }
      one[served] = std::max(one[served], value);
    }
  std::vector<double> best(sets, kNothing), totals;
  best[0] = 0;
  totals.push_back(best.back());
  for (std::size_t k = 1; k <= most; ++k) {
    std::vector<double> with_one_more = best;
    for (std::size_t served = 1; served < sets; ++served)
      for (std::size_t last = served; last != 0; last = (last - 1) & served)
        with_one_more[served] = std::max(with_one_more[served], one[last] + best[served ^ last]);
    best = with_one_more;
    totals.push_back(best.back());
  }
  return totals;
}

double total_of(const std::vector<CandidateGroup>& candidates,
                const std::vector<std::size_t>& chosen, std::size_t tasks) {
  std::vector<double> scores(tasks, kNothing);
  for (const std::size_t g : chosen)
    for (std::size_t k = 0; k < candidates[g].tasks.size(); ++k) {
      double& score = scores[candidates[g].tasks[k]];
      score = std::max(score, candidates[g].scores[k]);
    }
  return std::accumulate(scores.begin(), scores.end(), 0.0);
}

void expect_consistent(const Grouping& grouping, const std::vector<CandidateGroup>& candidates,
                       std::size_t tasks, double budget) {
  EXPECT_TRUE(std::is_sorted(grouping.chosen.begin(), grouping.chosen.end()));
  ASSERT_EQ(grouping.group_of_task.size(), tasks);
  double cost = 0, total = 0;
  for (const std::size_t g : grouping.chosen) {
    cost += candidates[g].cost;
    EXPECT_THAT(grouping.group_of_task, testing::Contains(g));
  }
  for (std::size_t task = 0; task < tasks; ++task) {
    EXPECT_THAT(grouping.chosen, testing::Contains(grouping.group_of_task[task]));
    const CandidateGroup& group = candidates[grouping.group_of_task[task]];
    const auto at = std::find(group.tasks.begin(), group.tasks.end(), task);
    ASSERT_NE(at, group.tasks.end());
    total += group.scores[std::size_t(at - group.tasks.begin())];
  }
  EXPECT_NEAR(grouping.total, total, 1e-12 * (1 + std::abs(total)));
  EXPECT_NEAR(grouping.total, total_of(candidates, grouping.chosen, tasks),
              1e-12 * (1 + std::abs(total)));
  EXPECT_DOUBLE_EQ(grouping.cost, cost);
  EXPECT_LE(grouping.cost, budget * (1 + 1e-9));
}

std::vector<CandidateGroup> random_groups(std::size_t tasks, std::size_t count, bool equal_costs,
                                          std::mt19937& generator) {
  std::normal_distribution<double> score(-1, 2);
  std::uniform_int_distribution<int> eighths(1, 16);
  std::bernoulli_distribution in(0.5);
  std::vector<CandidateGroup> groups;
  while (groups.size() < count) {
    CandidateGroup group;
    group.cost = equal_costs ? 1 : eighths(generator) / 8.0;
    for (std::size_t task = 0; task < tasks; ++task)
      if (in(generator)) group.tasks.push_back(task);
    if (group.tasks.empty()) continue;
    std::shuffle(group.tasks.begin(), group.tasks.end(), generator);
    for (std::size_t k = 0; k < group.tasks.size(); ++k) group.scores.push_back(score(generator));
    groups.push_back(group);
  }
  return groups;
}

std::vector<CandidateGroup> random_affinity_groups(std::size_t tasks, std::mt19937& generator,
                                                   const AffinityOptions& options) {
  std::normal_distribution<double> normal;
  std::vector<double> affinities(tasks * tasks), own(tasks);
  for (double& affinity : affinities) affinity = normal(generator);
  for (double& score : own) score = 0.1 * normal(generator);
  return groups_from_affinities(affinities, own, options);
}

}  // namespace tapestry::nn

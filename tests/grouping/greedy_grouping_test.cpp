// The greedy grouping is within its guarantees, and nothing exceeds its upper bound.
#include "nn/grouping/greedy_grouping.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/grouping/grouping_cases.hpp"

namespace tapestry::nn {
namespace {

double sum_of(const std::vector<double>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

// Each task's smallest score; where no group has the task, nothing.
std::vector<double> smallest_scores(const std::vector<CandidateGroup>& candidates,
                                    std::size_t tasks) {
  std::vector<double> smallest(tasks, INFINITY);
  for (const CandidateGroup& group : candidates)
    for (std::size_t k = 0; k < group.tasks.size(); ++k)
      smallest[group.tasks[k]] = std::min(smallest[group.tasks[k]], group.scores[k]);
  return smallest;
}

// Adds a group for all tasks that costs little, so that each task can be had.
void make_possible(std::vector<CandidateGroup>& candidates, std::size_t tasks, double cost) {
  CandidateGroup all{{}, std::vector<double>(tasks, -6.0), cost};
  for (std::size_t task = 0; task < tasks; ++task) all.tasks.push_back(task);
  candidates.push_back(all);
}

TEST(GreedyGrouping, IsWithinItsGuaranteesAndItsBoundHolds) {
  std::mt19937 generator(1);
  const double e = std::exp(1.0);
  double worst = 1;
  int best_found = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const std::size_t tasks = 2 + std::size_t(trial) % 5;
    const bool equal_costs = trial % 2 == 0;
    auto candidates = random_groups(tasks, 11, equal_costs, generator);
    make_possible(candidates, tasks, equal_costs ? 1 : 0.25);
    const double budget = 1 + trial % 4;
    std::vector<double> uncovered = smallest_scores(candidates, tasks);
    if (trial % 3 == 0)
      for (double& value : uncovered) value -= 1;
    const Grouping grouping = greedy_grouping(candidates, tasks, budget, uncovered);
    const double best = best_of_all_sets(candidates, uncovered, budget);
    const double baseline = sum_of(uncovered);
    EXPECT_NEAR(grouping.baseline, baseline, 1e-12);
    EXPECT_LE(grouping.total, best + 1e-12);
    EXPECT_GE(grouping.upper_bound, best - 1e-12);
    EXPECT_GE(grouping.upper_bound, best_grouping(candidates, tasks, budget).total - 1e-12);
    EXPECT_LE(grouping.cost, budget * (1 + 1e-9));
    const double guarantee = equal_costs ? 1 - 1 / e : (1 - 1 / e) / 2;
    EXPECT_GE(grouping.total - baseline, guarantee * (best - baseline) - 1e-12);
    if (best - baseline < 1e-9) continue;
    EXPECT_LE(grouping.share_of_best(), (grouping.total - baseline) / (best - baseline) + 1e-12);
    worst = std::min(worst, (grouping.total - baseline) / (best - baseline));
    best_found += grouping.total > best - 1e-12;
  }
  EXPECT_GT(worst, 0.6);  // what these cases give: far more than is certain
  EXPECT_GT(best_found, 200);
}

TEST(GreedyGrouping, TasksMayBeUncoveredAndThenCountTheirValue) {
  const std::vector<CandidateGroup> candidates = {{{0, 1}, {5, 5}, 1}, {{2}, {1}, 1}};
  const Grouping grouping = greedy_grouping(candidates, 3, 1, {0, 0, -2});
  EXPECT_THAT(grouping.chosen, testing::ElementsAre(0));
  EXPECT_THAT(grouping.group_of_task, testing::ElementsAre(0, 0, kNoGroup));
  EXPECT_EQ(grouping.total, 8);
  EXPECT_EQ(grouping.baseline, -2);
  EXPECT_NEAR(grouping.upper_bound, 8, 1e-7);  // the budget may be exceeded by rounding
  EXPECT_NEAR(grouping.share_of_best(), 1, 1e-8);
  // A lower value makes having the task worth more.
  EXPECT_THAT(greedy_grouping(candidates, 3, 1, {0, 0, -20}).group_of_task,
              testing::ElementsAre(kNoGroup, kNoGroup, 1));
}

// The least of its scores is what a task counts by default: a group that gives it no more adds
// nothing, but is chosen for it where there is money left.
TEST(GreedyGrouping, AGroupThatOnlyCoversIsChosenLast) {
  const std::vector<CandidateGroup> candidates = {{{2}, {1}, 1}, {{0, 1}, {5, 5}, 1}};
  EXPECT_THAT(greedy_grouping(candidates, 3, 1).chosen, testing::ElementsAre(1));
  EXPECT_THAT(greedy_grouping(candidates, 3, 2).chosen, testing::ElementsAre(0, 1));
}

// Per cost alone, the small group would be taken, and the large one no longer be paid for.
TEST(GreedyGrouping, ALargeGroupIsNotLostToACheapOne) {
  const std::vector<CandidateGroup> candidates = {
      {{0}, {2}, 1}, {{0, 1, 2}, {0, 50, 50}, 100}, {{1, 2}, {0, 0}, 1}};
  const Grouping grouping = greedy_grouping(candidates, 3, 100);
  EXPECT_THAT(grouping.chosen, testing::ElementsAre(1));
  EXPECT_GE(grouping.upper_bound, 100);
}

TEST(GreedyGrouping, OfFortyTasks) {
  std::mt19937 generator(2);
  AffinityOptions options;
  options.largest = 3;
  const auto candidates = random_affinity_groups(40, generator, options);
  ASSERT_EQ(candidates.size(), 40u + 780u + 9880u);
  const Grouping grouping = greedy_grouping(candidates, 40, 16, std::vector<double>(40, -4));
  EXPECT_THAT(grouping.group_of_task, testing::Not(testing::Contains(kNoGroup)));
  expect_consistent(grouping, candidates, 40, 16);
  EXPECT_GT(grouping.share_of_best(), 1 - std::exp(-1.0));
  EXPECT_LT(grouping.share_of_best(), 1);
}

TEST(GreedyGrouping, OfTwelveTasksItsBoundIsAboveTheBest) {
  std::mt19937 generator(3);
  const auto candidates = random_affinity_groups(12, generator);
  const std::vector<double> totals = best_of_at_most(candidates, 12, 5);
  for (std::size_t groups = 1; groups <= 5; ++groups) {
    const Grouping grouping = greedy_grouping(candidates, 12, double(groups));
    EXPECT_GE(grouping.upper_bound, totals[groups] - 1e-10);
    EXPECT_LE(grouping.upper_bound, totals[groups] * 2 + 10);
  }
}

}  // namespace
}  // namespace tapestry::nn

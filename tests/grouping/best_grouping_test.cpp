// The best grouping is the best: against every set of groups, and against dynamic programming.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/error_of.hpp"
#include "tests/grouping/grouping_cases.hpp"

namespace tapestry::nn {
namespace {

TEST(BestGrouping, EqualsTheBestOfAllSetsOfGroups) {
  std::mt19937 generator(1);
  int solved = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const std::size_t tasks = 1 + std::size_t(trial) % 6;
    const auto candidates = random_groups(tasks, 12, trial % 3 == 0, generator);
    const double budget = 0.5 * (1 + trial % 7);
    const double best = best_of_all_sets(candidates, std::vector<double>(tasks, kNothing), budget);
    if (best == kNothing) {
      EXPECT_NE(error_of([&] { best_grouping(candidates, tasks, budget); }), "no error");
      continue;
    }
    ++solved;
    const Grouping grouping = best_grouping(candidates, tasks, budget);
    EXPECT_NEAR(grouping.total, best, 1e-12) << tasks << " tasks, a budget of " << budget;
    EXPECT_EQ(grouping.upper_bound, grouping.total);
    EXPECT_EQ(grouping.share_of_best(), 1);
    expect_consistent(grouping, candidates, tasks, budget);
  }
  EXPECT_GT(solved, 250);
}

TEST(BestGrouping, EqualsTheBestOfAllSetsOfAllGroupsOfFiveTasks) {
  std::mt19937 generator(2);
  AffinityOptions options;
  options.cost = [](const auto& tasks) { return 0.5 + 0.25 * double(tasks.size()); };
  for (int trial = 0; trial < 10; ++trial) {
    const auto candidates = random_affinity_groups(5, generator, options);
    for (const double budget : {1.75, 2.0, 2.5, 3.0, 3.5}) {
      const Grouping grouping = best_grouping(candidates, 5, budget);
      EXPECT_NEAR(grouping.total,
                  best_of_all_sets(candidates, std::vector<double>(5, kNothing), budget), 1e-12);
      expect_consistent(grouping, candidates, 5, budget);
    }
  }
}

TEST(BestGrouping, OfFifteenTasksEqualsDynamicProgramming) {
  std::mt19937 generator(3);
  const auto candidates = random_affinity_groups(15, generator);
  ASSERT_EQ(candidates.size(), 32767u);
  const std::vector<double> totals = best_of_at_most(candidates, 15, 5);
  for (std::size_t groups = 1; groups <= 5; ++groups) {
    const Grouping grouping = best_grouping(candidates, 15, double(groups));
    EXPECT_NEAR(grouping.total, totals[groups], 1e-10) << groups;
    expect_consistent(grouping, candidates, 15, double(groups));
  }
}

// Where every group costs another sum, nothing can be looked up: the bounds alone cut.
TEST(BestGrouping, OfFifteenTasksWithRandomCostsIsBetweenItsNeighbours) {
  std::mt19937 generator(4);
  std::uniform_real_distribution<double> cost(0.9, 1.1);
  AffinityOptions options;
  options.cost = [&](const auto&) { return cost(generator); };
  const auto candidates = random_affinity_groups(15, generator, options);
  const std::vector<double> totals = best_of_at_most(candidates, 15, 4);
  const Grouping grouping = best_grouping(candidates, 15, 3.3);  // any three, but not four
  EXPECT_NEAR(grouping.total, totals[3], 1e-10);
  const Grouping tighter = best_grouping(candidates, 15, 3);
  EXPECT_LT(tighter.total, totals[3]);
  EXPECT_GT(tighter.total, totals[2]);
  expect_consistent(tighter, candidates, 15, 3);
}

TEST(BestGrouping, RenumberedTasksAndGroupsHaveTheSameTotal) {
  std::mt19937 generator(5);
  for (int trial = 0; trial < 50; ++trial) {
    const std::size_t tasks = 3 + std::size_t(trial) % 6;
    auto candidates = random_affinity_groups(tasks, generator);
    const Grouping grouping = best_grouping(candidates, tasks, 2);
    std::vector<std::size_t> renumbered(tasks), order(candidates.size());
    std::iota(renumbered.begin(), renumbered.end(), 0u);
    std::shuffle(renumbered.begin(), renumbered.end(), generator);
    std::iota(order.begin(), order.end(), 0u);
    std::shuffle(order.begin(), order.end(), generator);
    std::vector<CandidateGroup> shuffled;
    for (const std::size_t g : order) {
      shuffled.push_back(candidates[g]);
      for (std::size_t& task : shuffled.back().tasks) task = renumbered[task];
    }
    const Grouping same = best_grouping(shuffled, tasks, 2);
    EXPECT_NEAR(same.total, grouping.total, 1e-12);
    for (std::size_t task = 0; task < tasks; ++task)
      EXPECT_EQ(order[same.group_of_task[renumbered[task]]], grouping.group_of_task[task]);
  }
}

// By hand: {0, 1, 2} serves 0 and 1, {2} serves 2, who is only a helper in the large group.
TEST(BestGrouping, ATaskMayBeOnlyAHelper) {
  const std::vector<CandidateGroup> candidates = {
      {{0}, {1}, 1}, {{1}, {1}, 1}, {{2}, {3}, 1}, {{0, 1, 2}, {5, 5, 0}, 1}};
  const Grouping grouping = best_grouping(candidates, 3, 2);
  EXPECT_THAT(grouping.chosen, testing::ElementsAre(2, 3));
  EXPECT_THAT(grouping.group_of_task, testing::ElementsAre(3, 3, 2));
  EXPECT_EQ(grouping.total, 13);
  EXPECT_EQ(grouping.cost, 2);
}

TEST(BestGrouping, OfEqualScoresTheLowestNumberServes) {
  const std::vector<CandidateGroup> candidates = {
      {{0, 1}, {1, 1}, 1}, {{0, 1}, {1, 1}, 1}, {{1, 0}, {1, 1}, 1}};
  const Grouping grouping = best_grouping(candidates, 2, 3);
  EXPECT_THAT(grouping.chosen, testing::ElementsAre(0));
  const std::vector<CandidateGroup> chain = {{{0, 1}, {1, 1}, 1}, {{2, 1}, {1, 1}, 1}};
  EXPECT_THAT(best_grouping(chain, 3, 2).group_of_task, testing::ElementsAre(0, 0, 1));
}

TEST(BestGrouping, SumsOfCostsMayRoundAboveTheBudgetAndCostsMayBeZero) {
  const std::vector<CandidateGroup> thirds = {{{0}, {1}, 0.1}, {{1}, {1}, 0.1}, {{2}, {1}, 0.1}};
  EXPECT_GT(0.1 + 0.1 + 0.1, 0.3);
  EXPECT_EQ(best_grouping(thirds, 3, 0.3).total, 3);
  const std::vector<CandidateGroup> free = {{{0, 1}, {1, 1}, 0}, {{1}, {4}, 2}, {{0}, {2}, 0}};
  EXPECT_EQ(best_grouping(free, 2, 1).total, 3);
  EXPECT_EQ(best_grouping(free, 2, 2).total, 6);
}

// A score of -1e6 that must be taken drowns no other: the rest of the choice is still the best.
TEST(BestGrouping, VeryLowScoresDoNotDrownTheOthers) {
  std::mt19937 generator(6);
  for (int trial = 0; trial < 30; ++trial) {
    auto candidates = random_groups(5, 12, false, generator);
    candidates.push_back({{0, 1, 2, 3, 4}, std::vector<double>(5, -1e6), 0.125});
    for (CandidateGroup& group : candidates)
      for (std::size_t k = 0; k < group.tasks.size(); ++k)
        if (group.tasks[k] == 0) group.scores[k] = -1e6;
    const double best = best_of_all_sets(candidates, std::vector<double>(5, kNothing), 2);
    EXPECT_NEAR(best_grouping(candidates, 5, 2).total, best, 1e-7);
  }
}

}  // namespace
}  // namespace tapestry::nn

// The errors of the distributions over subsets, and what they are at their edges.
#include <gmock/gmock.h>

#include <cmath>

#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/grouped_subsets.hpp"
#include "nn/selection/interacting_tasks.hpp"
#include "nn/selection/plackett_luce.hpp"
#include "nn/selection/subset_selection.hpp"
#include "nn/selection/wide_number.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

const std::vector<double> kThree = {0, 1, 2};

TEST(SubsetErrors, NoTasksAndScoresThatAreNotFinite) {
  EXPECT_EQ(error_of([] { SubsetSelection({}); }),
            "SubsetSelection: no scores were given: give one a task.");
  EXPECT_EQ(error_of([] { exactly_k({}, 1); }),
            "exactly 1: no scores were given: give one a task.");
  EXPECT_EQ(error_of([] { at_least_one({}); }),
            "at least one: no scores were given: give one a task.");
  EXPECT_EQ(error_of([] { InteractingTasks({}, {}); }),
            "InteractingTasks: no scores were given: give one a task.");
  EXPECT_EQ(error_of([] { PlackettLuce({}, 1); }),
            "PlackettLuce: no scores were given: give one a task.");
  for (const double wrong : {double(INFINITY), double(-INFINITY), double(NAN)}) {
    EXPECT_THAT(error_of([&] {
                  exactly_k({0, wrong}, 1);
                }),
                testing::StartsWith("exactly 1: the score of task 1 is "));
    EXPECT_THAT(error_of([&] { SubsetSelection({wrong}); }),
                testing::HasSubstr("but a score must be finite"));
    EXPECT_THAT(error_of([&] { PlackettLuce({wrong}, 1); }), testing::HasSubstr("within -1e9"));
  }
  EXPECT_EQ(error_of([] {
              exactly_k({0, 2e9}, 1);
            }),
            "exactly 1: the score of task 1 is 2e+09, but must be within -1e9 to 1e9: a large one, "
            "such as 50, already means always.");
}

TEST(SubsetErrors, OtherScoresAreAsMany) {
  EXPECT_EQ(error_of([] {
              SubsetSelection(kThree).with_scores({1, 2});
            }),
            "SubsetSelection: 2 scores were given for 3 tasks: give one a task.");
  EXPECT_EQ(error_of([] { exactly_k(kThree, 2).with_scores({1}); }),
            "exactly 2: 1 scores were given for 3 tasks: give one a task.");
}

TEST(SubsetErrors, CountsThatCannotBe) {
  EXPECT_EQ(error_of([] { exactly_k(kThree, 4); }),
            "exactly_k: k is 4, but there are 3 tasks: give 1 to 3.");
  EXPECT_EQ(error_of([] { at_most_k(kThree, 0); }),
            "at_most_k: k is 0, but there are 3 tasks: give 1 to 3.");
  EXPECT_EQ(error_of([] { PlackettLuce(kThree, 4); }),
            "PlackettLuce: k is 4, but there are 3 tasks: give 1 to 3.");
}

TEST(SubsetErrors, CostsAndBudgetsThatCannotBe) {
  EXPECT_EQ(error_of([] {
              within_budget(kThree, {1, 2}, 3);
            }),
            "within_budget: there are 2 costs and 3 scores: give one of each a task.");
  EXPECT_EQ(
      error_of([] {
        within_budget(kThree, {1, -2, 3}, 3);
      }),
      "within_budget: the cost of task 1 is -2, but must be a whole number of 0 to 1e9: count "
      "in smaller or larger units.");
  EXPECT_THAT(error_of([] {
                within_budget(kThree, {1, NAN, 3}, 3);
              }),
              testing::HasSubstr("the cost of task 1 is nan"));
  EXPECT_THAT(error_of([] {
                within_budget(kThree, {1, 0.5, 3}, 3);
              }),
              testing::HasSubstr("the cost of task 1 is 0.5"));
  EXPECT_THAT(error_of([] {
                within_budget(kThree, {1, 2, 3}, -1);
              }),
              testing::HasSubstr("the budget is -1, but must be a whole number"));
  EXPECT_EQ(error_of([] {
              within_budget(kThree, {5, 4, 6}, 3);
            }),
            "within_budget: the budget is 3, but the cheapest task costs 4: raise it, or no task "
            "can train.");
}

TEST(SubsetErrors, GroupsThatCannotBe) {
  EXPECT_EQ(error_of([] {
              one_of_each(kThree, {{0}, {}});
            }),
            "one_of_each: group 1 is empty: name its tasks, or leave it out.");
  EXPECT_EQ(error_of([] {
              one_of_each(kThree, {{0, 3}});
            }),
            "one_of_each: group 0 names task 3, but the tasks are numbered 0 to 2.");
  EXPECT_EQ(error_of([] {
              at_most_one_of_each(kThree, {{0, 1}, {1}});
            }),
            "at_most_one_of_each: task 1 is named twice: a task belongs to one group, or to none.");
}

TEST(SubsetErrors, InteractionsThatCannotBe) {
  EXPECT_EQ(error_of([] { InteractingTasks(std::vector<double>(25), {}); }),
            "InteractingTasks: there are 25 tasks, but all their subsets are listed: give at most "
            "24, or scores without interactions.");
  EXPECT_EQ(error_of([] {
              InteractingTasks({0, 0}, {1});
            }),
            "InteractingTasks: there are 1 interactions for 2 tasks, but there must be 4, one for "
            "each two, in rows.");
  for (const std::vector<double>& wrong :
       {std::vector<double>{0, 1, 2, 0}, {1, 1, 1, 0}, {0, double(NAN), 0, 0}})
    EXPECT_THAT(error_of([&] {
                  InteractingTasks({0, 0}, wrong);
                }),
                testing::HasSubstr("but must be finite, 0 for a task with itself"));
}

TEST(SubsetErrors, SubsetsThatAreNone) {
  const ChainSubsets p = exactly_k(kThree, 2);
  EXPECT_EQ(error_of([&] {
              p.log_probability({0, 3});
            }),
            "exactly 2: the subset names task 3, but the tasks are numbered 0 to 2.");
  EXPECT_EQ(error_of([&] {
              p.log_probability({1, 1});
            }),
            "exactly 2: the subset names task 1 twice: name each once.");
  EXPECT_EQ(p.log_probability({1}), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(error_of([&] {
              p.with_scores({1, 2});
            }),
            "exactly 2: 2 scores were given for 3 tasks: give one a task.");
  EXPECT_THAT(error_of([] {
                PlackettLuce(kThree, 2).log_probability({0, 5});
              }),
              testing::HasSubstr("the subset names task 5"));
  EXPECT_THAT(
      error_of([] {
        PlackettLuce(std::vector<double>(30), 21).log_probability({0,  1,  2,  3,  4,  5,  6,
                                                                   7,  8,  9,  10, 11, 12, 13,
                                                                   14, 15, 16, 17, 18, 19, 20});
      }),
      testing::HasSubstr("ask for one of k up to 20"));
}

// A budget above what all tasks cost is no budget, and takes no memory for it.
TEST(SubsetEdges, ABudgetForAllIsNone) {
  const ChainSubsets all = within_budget(kThree, {1, 2, 3}, 1e9);
  EXPECT_NEAR(all.log_partition(), SubsetSelection(kThree).log_partition(), 1e-14);
}

TEST(SubsetEdges, ExactlyAllIsCertain) {
  const ChainSubsets all = exactly_k(kThree, 3);
  EXPECT_EQ(all.log_probability({0, 1, 2}), 0);
  EXPECT_EQ(all.entropy(), 0);
  EXPECT_THAT(all.marginals(), testing::Each(1.0));
}

// What the header says of three tasks with weights 10, 1 and 1.
TEST(PlackettLuce, IsSomethingElseThanExactlyK) {
  const std::vector<double> scores = {std::log(10), 0, 0};
  EXPECT_NEAR(PlackettLuce(scores, 2).log_probability({1, 2}), -std::log(66), 1e-12);
  EXPECT_NEAR(exactly_k(scores, 2).log_probability({1, 2}), -std::log(21), 1e-12);
}

// Its probabilities add up to 1, and its draws have them.
TEST(PlackettLuce, DrawsWithItsProbabilities) {
  const PlackettLuce p({0.5, -1, 2, 0.1, 700}, 3);
  Rng rng(1);
  std::vector<double> drawn(32);
  constexpr int kDraws = 200'000;
  for (int draw = 0; draw < kDraws; ++draw) {
    std::size_t bits = 0;
    for (const std::size_t t : p.sample(rng)) bits |= std::size_t{1} << t;
    ++drawn[bits];
  }
  double all = 0, statistic = 0, cells = 0;
  for (std::size_t bits = 0; bits < 32; ++bits) {
    TaskNumbers subset;
    for (std::size_t t = 0; t < 5; ++t)
      if (bits >> t & 1) subset.push_back(t);
    const double expected = std::exp(p.log_probability(subset)) * kDraws;
    all += expected;
    if (expected < 1) {
      EXPECT_LT(drawn[bits], 5);
      continue;
    }
    statistic += std::pow(drawn[bits] - expected, 2) / expected;
    ++cells;
  }
  EXPECT_NEAR(all, kDraws, 1e-6);
  EXPECT_EQ(cells, 6);
  EXPECT_LT(statistic, 25);
}

TEST(WideNumber, IsADoubleOfAnySize) {
  for (const double x : {0.0, 1.0, -1.0, 0.3, -745.0, 709.0, 12345.678, -1e6}) {
    EXPECT_NEAR(log(wide_exp(x)), x, 4e-16 * std::abs(x));
    EXPECT_NEAR(log(wide_exp(x) * wide_exp(x)), 2 * x, 1e-15 * std::abs(x));
    EXPECT_NEAR(log_ratio(wide_exp(x) + wide_exp(x), wide_exp(x)), std::log(2), 1e-15);
    EXPECT_EQ(ratio(wide_exp(x), wide_exp(x)), 1);
  }
  EXPECT_EQ(ratio(wide_exp(-3000), wide_exp(0)), 0);
  EXPECT_NEAR(ratio(wide_exp(3000), wide_exp(2999)), std::exp(1), 1e-12);
  EXPECT_TRUE((WideNumber() + WideNumber()).is_zero());
  EXPECT_EQ(ratio(WideNumber(), wide_exp(0)), 0);
}

}  // namespace
}  // namespace tapestry::nn

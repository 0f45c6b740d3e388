// The errors of the makers of groups and of both searches.
#include <gmock/gmock.h>

#include <cmath>

#include "nn/grouping/greedy_grouping.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

const std::vector<CandidateGroup> kPairAndOne = {{{0, 1}, {1, 2}, 1}, {{2}, {3}, 2}};

std::string best_error(const std::vector<CandidateGroup>& candidates, std::size_t tasks,
                       double budget) {
  return error_of([&] { best_grouping(candidates, tasks, budget); });
}

// Both searches refuse it, each by its own name.
void expect_refused(const std::vector<CandidateGroup>& candidates, std::size_t tasks, double budget,
                    const std::string& expected) {
  EXPECT_EQ(best_error(candidates, tasks, budget), "best_grouping: " + expected);
  EXPECT_EQ(error_of([&] { greedy_grouping(candidates, tasks, budget); }),
            "greedy_grouping: " + expected);
}

TEST(GroupingErrors, NoTasksTooManyTasksAndNoGroups) {
  expect_refused(kPairAndOne, 0, 3, "there are no tasks: give at least one.");
  expect_refused({}, 3, 3,
                 "there are no groups to choose from: list them with groups_from_affinities or "
                 "groups_from_losses.");
  EXPECT_EQ(best_error(kPairAndOne, 16, 3),
            "best_grouping: there are 16 tasks, but at most 15 are searched to the end: call "
            "greedy_grouping, which says how near it is.");
}

TEST(GroupingErrors, GroupsThatCannotBe) {
  expect_refused({{{0}, {1}, 1}, {{}, {}, 1}}, 1, 1,
                 "group 1 is empty: name its tasks, or leave it out.");
  expect_refused({{{0, 3}, {1, 1}, 1}}, 3, 1,
                 "group 0 names task 3, but the tasks are numbered 0 to 2.");
  expect_refused({{{0, 1, 0}, {1, 1, 1}, 1}}, 3, 1, "group 0 names task 0 twice: name each once.");
  expect_refused({{{0, 1}, {1}, 1}}, 2, 1, "group 0 has 2 tasks and 1 scores: give one a task.");
  expect_refused({{{0, 1}, {1, NAN}, 1}}, 2, 1,
                 "the score of task 1 in group 0 is nan, but must be a number of -1e100 to 1e100: "
                 "leave out a group that was not measured.");
  EXPECT_THAT(best_error({{{0}, {-INFINITY}, 1}}, 1, 1),
              testing::HasSubstr("the score of task 0 in group 0 is -inf"));
}

TEST(GroupingErrors, CostsAndBudgetsThatCannotBe) {
  expect_refused({{{0}, {1}, -0.5}}, 1, 1,
                 "the cost of group 0 is -0.5, but must be finite and not below 0: give what "
                 "training or running it takes.");
  for (const double wrong : {double(NAN), double(INFINITY)})
    EXPECT_THAT(best_error({{{0}, {1}, wrong}}, 1, 1),
                testing::HasSubstr("but must be finite and not below 0"));
  for (const double wrong : {0.0, -1.0, double(NAN), double(INFINITY)})
    EXPECT_THAT(best_error(kPairAndOne, 3, wrong),
                testing::HasSubstr(", but must be finite and larger than 0: give the cost of all "
                                   "groups together."));
  expect_refused(kPairAndOne, 3, 0,
                 "the budget is 0, but must be finite and larger than 0: give the cost of all "
                 "groups together.");
  expect_refused(kPairAndOne, 3, 0.5,
                 "the budget is 0.5, but the cheapest group costs 1: raise it.");
}

TEST(GroupingErrors, TasksThatCannotBeHad) {
  expect_refused(kPairAndOne, 3, 1.5,
                 "no group of a cost of 1.5 or less has task 2: add one, or raise the budget.");
  EXPECT_EQ(
      best_error(kPairAndOne, 3, 2.5),
      "best_grouping: no groups that cost 2.5 together have all 3 tasks: raise the budget, or "
      "add larger groups.");
  EXPECT_EQ(best_grouping(kPairAndOne, 3, 3).total, 6);
}

TEST(GroupingErrors, UncoveredValuesThatCannotBe) {
  EXPECT_EQ(error_of([] {
              greedy_grouping(kPairAndOne, 3, 3, {0, 0});
            }),
            "greedy_grouping: there are 2 uncovered values for 3 tasks: give one a task, or none.");
  EXPECT_EQ(error_of([] {
              greedy_grouping(kPairAndOne, 3, 3, {0, NAN, 0});
            }),
            "greedy_grouping: the uncovered value of task 1 is nan, but must be a number of -1e100 "
            "to 1e100.");
  EXPECT_EQ(error_of([] {
              greedy_grouping(kPairAndOne, 3, 3, {0, 0, 4});
            }),
            "greedy_grouping: the uncovered value of task 2 is 4, but a group gives it 3: lower it "
            "to that at least, or being in no group would be better.");
}

TEST(GroupingErrors, AffinitiesThatCannotBe) {
  const std::vector<double> two = {0, 1, 2, 0}, own = {0, 0};
  EXPECT_EQ(error_of([&] { groups_from_affinities({}, {}); }),
            "groups_from_affinities: there are no own scores: give one a task.");
  EXPECT_EQ(error_of([&] {
              groups_from_affinities({0, 1, 2}, own);
            }),
            "groups_from_affinities: there are 3 affinities for 2 tasks, but there must be 4, in "
            "rows: element i * 2 + j is what training i does for j.");
  EXPECT_EQ(
      error_of([&] {
        groups_from_affinities({0, 1, NAN, 0}, own);
      }),
      "groups_from_affinities: the affinity of task 1 for task 0 is nan, but must be a number "
      "of -1e100 to 1e100: measure it on more steps.");
  EXPECT_EQ(
      error_of([&] {
        groups_from_affinities(two, {0, INFINITY});
      }),
      "groups_from_affinities: the own score of task 1 is inf, but must be a number of -1e100 "
      "to 1e100.");
  AffinityOptions options;
  options.smallest = 3;
  EXPECT_EQ(error_of([&] { groups_from_affinities(two, own, options); }),
            "groups_from_affinities: groups of 3 to 2 tasks were asked for, but there are 2 tasks: "
            "give sizes of 1 to 2.");
  options.smallest = 1;
  options.largest = 4;
  EXPECT_EQ(error_of([&] {
              groups_from_affinities(std::vector<double>(1600), std::vector<double>(40), options);
            }),
            "groups_from_affinities: 40 tasks have 102090 groups of 1 to 4 tasks, but at most "
            "100000 are listed: give a smaller `largest`, or name groups with "
            "group_from_affinities.");
  EXPECT_EQ(error_of([&] { group_from_affinities(two, own, {}); }),
            "group_from_affinities: the group is empty: name its tasks, or leave it out.");
  EXPECT_EQ(error_of([&] { group_from_affinities(two, own, {2}); }),
            "group_from_affinities: the group names task 2, but the tasks are numbered 0 to 1.");
  EXPECT_EQ(error_of([&] {
              group_from_affinities(two, own, {1, 1});
            }),
            "group_from_affinities: the group names task 1 twice: name each once.");
}

TEST(GroupingErrors, LossesThatCannotBe) {
  EXPECT_EQ(error_of([] {
              groups_from_losses({{{0, 1}, {0.5}}});
            }),
            "groups_from_losses: network 0 has 2 tasks and 1 losses: give one a task.");
  EXPECT_EQ(error_of([] {
              groups_from_losses({{{0}, {0.5}}, {{1}, {NAN}}});
            }),
            "groups_from_losses: the loss of task 1 in network 1 is nan, but must be a number of "
            "-1e100 to 1e100: leave out a network that diverged.");
  EXPECT_EQ(error_of([] {
              groups_from_losses({{{0}, {0.5}}}, {0.0});
            }),
            "groups_from_losses: the reference of task 0 is 0, but must be larger than 0 and at "
            "most 1e100: it is what losses are a share of.");
  EXPECT_EQ(error_of([] {
              groups_from_losses({{{1}, {0.5}}}, {1.0});
            }),
            "groups_from_losses: a network has task 1, but there are 1 references: give one a "
            "task.");
}

}  // namespace
}  // namespace tapestry::nn

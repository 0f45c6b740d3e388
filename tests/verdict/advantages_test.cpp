// The measures of the claimed advantages, worked by hand on scripted curves.
#include "nn/verdict/advantages.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Eq;
using testing::Optional;

const std::vector<Measure> kMeasures = {{"digits", "accuracy"}, {"prices", "error", false}};

// Scores of three checkpoints at 10, 20 and 30 steps, one row a seed 1, 2, 3; the error of prices
// is 1 - the accuracy of digits. Test scores are those of validation.
using Curves = std::vector<std::vector<double>>;

Method curves(const std::string& name, const Curves& of_seed, std::size_t parameters = 100) {
  return {name, {0}, [=](double, std::uint64_t seed) {
            nn::Run run{parameters, {}};
            for (double accuracy : of_seed.at(seed - 1)) {
              const std::vector<double> scores = {accuracy, 1 - accuracy};
              run.epochs.push_back({10 * (run.epochs.size() + 1), scores, scores});
            }
            return run;
          }};
}

const Curves kSingle = {{0.2, 0.5, 0.8}, {0.3, 0.6, 0.8}, {0.4, 0.5, 0.8}};
const Curves kQuick = {{0.7, 0.5, 0.6}, {0.5, 0.72, 0.6}, {0.7, 0.9, 0.6}};
const Curves kSlow = {{0.2, 0.3, 0.4}, {0.2, 0.3, 0.9}, {0.2, 0.3, 0.4}};

Comparison three() {
  return compare(
      kMeasures,
      {curves("single", kSingle, 300), curves("quick", kQuick, 150), curves("slow", kSlow, 330)},
      {1, 2, 3});
}

TEST(Targets, AreAShareOfWhatTheBaselineReaches) {
  const Comparison c = three();  // the baseline's mean accuracy is 0.8, its error 0.2
  EXPECT_THAT(target_scores(c, 0.75),
              ElementsAre(DoubleNear(0.6, 1e-12), DoubleNear(0.2 / 0.75, 1e-12)));
}

TEST(StepsToTarget, TheFirstCheckpointThatIsAsGood) {
  const auto steps = steps_to_target(three(), {0.7, 0.31});
  EXPECT_THAT(steps[0][0].steps, ElementsAre(Optional(30U), Optional(30U), Optional(30U)));
  EXPECT_THAT(steps[1][0].steps, ElementsAre(Optional(10U), Optional(20U), Optional(10U)));
  EXPECT_THAT(steps[1][1].steps, ElementsAre(Optional(10U), Optional(20U), Optional(10U)));
  EXPECT_EQ(steps[1][0].reached, 3U);
  EXPECT_THAT(steps[1][0].median, Optional(10U));
  // Differences -20, -10, -20: mean -50/3, s = 10 / sqrt(3), t_{0.975, 2} = 4.302653.
  ASSERT_TRUE(steps[1][0].difference);
  EXPECT_THAT(steps[1][0].difference->mean, DoubleNear(-50.0 / 3, 1e-9));
  EXPECT_THAT(steps[1][0].difference->high, DoubleNear(-50.0 / 3 + 4.302653 * 10 / 3, 1e-5));
}

TEST(StepsToTarget, WhatIsNotReachedIsNotHidden) {
  const auto steps = steps_to_target(three(), {0.7, 0.31});
  EXPECT_THAT(steps[2][0].steps, ElementsAre(Eq(std::nullopt), Optional(30U), Eq(std::nullopt)));
  EXPECT_EQ(steps[2][0].reached, 1U);
  EXPECT_FALSE(steps[2][0].median);      // two of three never got there
  EXPECT_FALSE(steps[2][0].difference);  // nor is there an interval of the one that did
}

TEST(StepsToTarget, NoIntervalWhereTheBaselineDidNotGetThere) {
  const auto steps = steps_to_target(three(), {0.85, 1});
  EXPECT_EQ(steps[0][0].reached, 0U);
  EXPECT_EQ(steps[1][0].reached, 1U);
  EXPECT_FALSE(steps[1][0].difference);
  EXPECT_TRUE(steps[1][1].difference);  // of the other task, they all did at once
  EXPECT_EQ(steps[1][1].difference->high, 0);
}

TEST(StepsToTarget, ReadTheRunOfTheChosenStrength) {
  const Method method{"two strengths", {0, 1}, [](double strength, std::uint64_t seed) {
                        const double last = strength == 1 ? 0.9 : 0.8;
                        const std::vector<double> low = {strength == 1 ? 0.1 : 0.75, 0.5};
                        const std::vector<double> high = {last, 0.5 + 0.01 * double(seed)};
                        return nn::Run{strength == 1 ? 20U : 10U, {{5, low, low}, {9, high, high}}};
                      }};
  const Comparison c = compare(kMeasures, {method}, {1, 2});
  ASSERT_EQ(c.methods[0].tasks[0].choices[0].strength, 1U);
  EXPECT_THAT(steps_to_target(c, {0.7, 1})[0][0].steps, ElementsAre(Optional(9U), Optional(9U)));
  EXPECT_EQ(model_sizes(c)[0].parameters, 20);
}

TEST(ModelSizes, ParametersAndTheirShareOfTheBaselines) {
  const std::vector<ModelSize> sizes = model_sizes(three());
  EXPECT_EQ(sizes[0].parameters, 300);
  EXPECT_EQ(sizes[0].share, 1);
  EXPECT_EQ(sizes[1].parameters, 150);
  EXPECT_EQ(sizes[1].share, 0.5);
  EXPECT_DOUBLE_EQ(sizes[2].share, 1.1);
}

// Accuracies that grow with the rows: single 0.4, 0.6, 0.8 for 10, 20, 40 rows, and `more` above.
Method of_rows(const std::string& name, std::size_t rows, double more) {
  const double score = (rows == 10 ? 0.4 : rows == 20 ? 0.6 : 0.8) + more;
  return curves(name, {{score}, {score + 0.01}, {score - 0.01}});
}

TEST(CompareRows, TheFewestRowsThatMatchTheBaselineWithAll) {
  const auto methods_of = [](std::size_t rows) {
    return std::vector{of_rows("single", rows, 0), of_rows("good", rows, 0.201),
                       of_rows("worse", rows, -0.01)};
  };
  const DataCurve curve = compare_rows(kMeasures, methods_of, {10, 20, 40}, {1, 2, 3});
  ASSERT_EQ(curve.comparisons.size(), 3U);
  EXPECT_THAT(curve.comparisons[0].methods[0].tasks[0].score.mean, DoubleNear(0.4, 1e-12));
  EXPECT_THAT(curve.comparisons[2].methods[1].tasks[0].score.mean, DoubleNear(1.001, 1e-12));
  const auto fewest = rows_to_match(curve);
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_THAT(fewest[0][t], Optional(40U));
    EXPECT_THAT(fewest[1][t], Optional(20U));
    EXPECT_THAT(fewest[2][t], Eq(std::nullopt));
  }
}

TEST(Advantages, Errors) {
  EXPECT_EQ(error_of([] { target_scores(three(), 1.5); }),
            "target_scores: the share 1.5 was given, but it must be above 0 and at most 1, as 0.95 "
            "is.");
  EXPECT_EQ(error_of([] {
              const Method bad{"single", {0}, [](double, std::uint64_t) {
                                 return nn::Run{1, {{1, {-0.5}, {-0.5}}}};
                               }};
              target_scores(compare({{"prices", "explained variance"}}, {bad}, {1, 2}));
            }),
            "target_scores: the baseline's mean validation explained variance on task 'prices' is "
            "-0.5, but only of one above 0 can a share be asked for: give targets of your own.");
  EXPECT_EQ(error_of([] { steps_to_target(three(), {0.5}); }),
            "steps_to_target: 1 targets for 2 tasks: give one a task.");
  EXPECT_EQ(error_of([] {
              steps_to_target(three(), {0.5, std::nan("")});
            }),
            "steps_to_target: the target of task 'prices' is nan, but it must be finite.");
}

TEST(CompareRows, Errors) {
  const auto same = [](std::size_t rows) { return std::vector{of_rows("single", rows, 0)}; };
  EXPECT_EQ(error_of([&] {
              compare_rows(kMeasures, {}, {10, 20}, {1, 2});
            }),
            "compare_rows: the function that makes the methods for a number of rows is empty.");
  EXPECT_EQ(error_of([&] {
              compare_rows(kMeasures, same, {10}, {1, 2});
            }),
            "compare_rows: a curve over training rows needs 2 numbers of them or more, but 1 "
            "given: name another.");
  EXPECT_EQ(error_of([&] {
              compare_rows(kMeasures, same, {10, 20, 20}, {1, 2});
            }),
            "compare_rows: the numbers of training rows must ascend, but 20 follows 20.");
  EXPECT_EQ(error_of([&] {
              compare_rows(kMeasures,
                           [](std::size_t rows) {
                             return std::vector{of_rows(rows == 10 ? "single" : "alone", rows, 0)};
                           },
                           {10, 20}, {1, 2});
            }),
            "compare_rows: the methods for 20 rows are others than those for 10, but a curve "
            "compares the same ones: make the same names, in the same order.");
}

}  // namespace
}  // namespace tapestry::nn

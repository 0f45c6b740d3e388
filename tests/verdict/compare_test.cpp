// compare: what it chooses and on what grounds, and its sums worked by hand.
#include "nn/verdict/compare.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::SizeIs;

const double kNotANumber = std::nan("");

const std::vector<Measure> kOne = {{"digits", "accuracy"}};
const std::vector<Measure> kTwo = {{"digits", "accuracy"}, {"prices", "error", false}};

// A run of one epoch.
Run after_one(const std::vector<double>& validation, const std::vector<double>& test) {
  return {100, {{10, validation, test}}};
}

// A method of one epoch whose test scores are given, one row a seed 0, 1, ...; validation is equal.
Method scripted(const std::string& name, const std::vector<std::vector<double>>& scores) {
  return {name, {0}, [scores](double, std::uint64_t seed) {
            return after_one(scores.at(seed), scores.at(seed));
          }};
}

// A method without chance of one task, of these checkpoints: validation and test of each.
Method curve(const std::string& name, const std::vector<std::pair<double, double>>& scores) {
  return {name, {0}, [scores](double, std::uint64_t seed) {
            nn::Run run{100, {}};
            for (const auto& [validation, test] : scores)
              run.epochs.push_back({10 * (run.epochs.size() + 1),
                                    {validation},
                                    {test + 0.001 * static_cast<double>(seed)}});
            return run;
          }};
}

TEST(CompareChoice, AnEpochThatIsGreatOnTestAloneIsNotChosen) {
  const Comparison c = compare(kOne,
                               {curve("single", {{0.5, 0.5}, {0.6, 0.6}, {0.7, 0.7}}),
                                curve("lucky", {{0.5, 0.5}, {0.4, 0.99}, {0.6, 0.55}})},
                               {0, 1});
  EXPECT_THAT(c.methods[0].tasks[0].choices, ElementsAre(Choice{0, 2}, Choice{0, 2}));
  EXPECT_THAT(c.methods[1].tasks[0].choices, ElementsAre(Choice{0, 2}, Choice{0, 2}));
  EXPECT_THAT(c.methods[1].tasks[0].test, ElementsAre(0.55, 0.551));
  EXPECT_THAT(c.methods[1].tasks[0].validation, ElementsAre(0.6, 0.6));
}

// A method of noise: every score is drawn anew, those of the test from `test_seed`.
Method noise(const std::string& name, std::uint64_t test_seed, bool separate) {
  const auto train = [=](double strength, std::uint64_t seed) {
    std::seed_seq place{std::hash<std::string>()(name) % 1000, std::uint64_t(10 * strength), seed};
    std::mt19937_64 validation(place), test(test_seed + 97 * seed);
    std::normal_distribution<double> normal(1, 0.1);
    nn::Run run{100, {}};
    for (std::size_t e = 0; e < 4; ++e)
      run.epochs.push_back(
          {10 * (e + 1), {normal(validation), normal(validation)}, {normal(test), normal(test)}});
    return run;
  };
  return {name, {0, 0.1, 1}, train, separate};
}

TEST(CompareChoice, OtherTestScoresMakeNoOtherChoices) {
  const auto run = [](std::uint64_t test_seed) {
    return compare(kTwo,
                   {noise("single", test_seed, true), noise("a", test_seed, false),
                    noise("b", test_seed + 1, true)},
                   {1, 2, 3, 4, 5});
  };
  const Comparison one = run(1000), other = run(2000);
  for (std::size_t m = 0; m < 3; ++m)
    for (std::size_t t = 0; t < 2; ++t) {
      EXPECT_EQ(one.methods[m].tasks[t].choices, other.methods[m].tasks[t].choices);
      EXPECT_EQ(one.methods[m].tasks[t].validation, other.methods[m].tasks[t].validation);
      EXPECT_NE(one.methods[m].tasks[t].test, other.methods[m].tasks[t].test);
    }
}

TEST(CompareChoice, TheStrengthIsChosenForEachSeed) {
  const Method method{"sharing", {0, 0.5, 2}, [](double strength, std::uint64_t seed) {
                        // Seed 0 wants 2, seed 1 wants 0.5.
                        const double best = seed == 0 ? 2 : 0.5;
                        return after_one({1 - std::abs(strength - best)}, {strength});
                      }};
  const Comparison c = compare(kOne, {scripted("single", {{0.5}, {0.6}}), method}, {0, 1});
  EXPECT_THAT(c.methods[1].tasks[0].choices, ElementsAre(Choice{2, 0}, Choice{1, 0}));
  EXPECT_THAT(c.methods[1].tasks[0].test, ElementsAre(2, 0.5));
  EXPECT_THAT(c.methods[1].strengths, ElementsAre(0, 0.5, 2));
  ASSERT_THAT(c.methods[1].runs, SizeIs(3));
  ASSERT_THAT(c.methods[1].runs[2], SizeIs(2));
  EXPECT_EQ(c.methods[1].runs[2][0].epochs[0].test[0], 2);
}

// Three checkpoints of two tasks, of which no one is best for both.
Run at_odds(double, std::uint64_t seed) {
  const double s = 0.01 * static_cast<double>(seed);
  return {100,
          {{10, {0.9, 10}, {0.91 + s, 11}},      // the best accuracy
           {20, {0.8, 4}, {0.81 + s, 5}},        // the best of both: see below
           {30, {0.6, 3.8}, {0.61 + s, 4.8}}}};  // the least error
}

TEST(CompareChoice, TasksOfTheirOwnChooseForThemselvesAndOneModelChoosesOnce) {
  // Scales: the baseline's best are 0.9 and 3.8. The joint sums are 1 - 2.63, 0.889 - 1.053 and
  // 0.667 - 1: the second is largest.
  const Comparison c =
      compare(kTwo, {{"single", {0}, at_odds, true}, {"shared", {0}, at_odds, false}}, {1, 2});
  EXPECT_THAT(c.methods[0].tasks[0].choices, ElementsAre(Choice{0, 0}, Choice{0, 0}));
  EXPECT_THAT(c.methods[0].tasks[1].choices, ElementsAre(Choice{0, 2}, Choice{0, 2}));
  for (std::size_t t = 0; t < 2; ++t)
    EXPECT_THAT(c.methods[1].tasks[t].choices, ElementsAre(Choice{0, 1}, Choice{0, 1}));
  EXPECT_THAT(c.methods[0].tasks[1].test, ElementsAre(4.8, 4.8));
  EXPECT_THAT(c.methods[1].tasks[1].test, ElementsAre(5, 5));
}

TEST(CompareChoice, OfEqualsTheFirstStrengthAndThenTheFirstEpoch) {
  const Method equal{
      "equal", {3, 7}, [](double strength, std::uint64_t seed) {
        nn::Run run{100, {}};
        for (std::size_t e = 0; e < 3; ++e)
          run.epochs.push_back(
              {e + 1, {e == 0 ? 0.5 : 0.75}, {strength + static_cast<double>(e + seed)}});
        return run;
      }};
  const Comparison c = compare(kOne, {equal}, {0, 1});
  EXPECT_THAT(c.methods[0].tasks[0].choices, ElementsAre(Choice{0, 1}, Choice{0, 1}));
}

TEST(Compare, DifferencesAndDeltaMtlByHand) {
  // digits: differences 0.1, 0.3, 0.2: mean 0.2, s = 0.1. prices, where less is better: differences
  // -1, 1, -3: mean -1, s = 2. The baseline's means are 0.5 and 10.
  const Comparison c = compare(kTwo,
                               {scripted("single", {{0.4, 8}, {0.5, 10}, {0.6, 12}}),
                                scripted("shared", {{0.5, 7}, {0.8, 11}, {0.8, 9}})},
                               {0, 1, 2});
  const double t = 4.302653, root = std::sqrt(3.0);  // Student's t of 2 degrees at 0.975
  const MethodResult& shared = c.methods[1];
  EXPECT_THAT(shared.tasks[0].difference.mean, DoubleNear(0.2, 1e-12));
  EXPECT_THAT(shared.tasks[0].difference.low, DoubleNear(0.2 - t * 0.1 / root, 1e-6));
  EXPECT_THAT(shared.tasks[0].difference.high, DoubleNear(0.2 + t * 0.1 / root, 1e-6));
  EXPECT_THAT(shared.tasks[1].difference.mean, DoubleNear(-1, 1e-12));
  EXPECT_THAT(shared.tasks[1].difference.high, DoubleNear(-1 + t * 2 / root, 1e-6));
  EXPECT_THAT(shared.tasks[0].score.mean, DoubleNear(0.7, 1e-12));
  EXPECT_THAT(shared.tasks[0].score.high, DoubleNear(0.7 + t * 0.1, 1e-6));  // s = sqrt(0.03)
  // Per seed: (0.1 / 0.5 + 1 / 10) / 2 = 0.15, (0.6 - 0.1) / 2 = 0.25, (0.4 + 0.3) / 2 = 0.35.
  EXPECT_THAT(shared.delta.mean, DoubleNear(0.25, 1e-12));
  EXPECT_THAT(shared.delta.low, DoubleNear(0.25 - t * 0.1 / root, 1e-6));
  EXPECT_EQ(shared.verdict, Verdict::helps);
  EXPECT_EQ(shared.tasks[0].verdict, Verdict::no_difference_shown);  // -0.048 to 0.448
  EXPECT_EQ(shared.tasks[1].verdict, Verdict::no_difference_shown);
  EXPECT_EQ(c.verdicts, 3U);

  const MethodResult& single = c.methods[0];
  for (const TaskResult& task : single.tasks) {
    EXPECT_EQ(task.difference.low, 0);
    EXPECT_EQ(task.difference.high, 0);
    EXPECT_EQ(task.verdict, Verdict::no_difference_shown);
  }
  EXPECT_EQ(single.delta.mean, 0);
  EXPECT_EQ(single.verdict, Verdict::no_difference_shown);
}

TEST(Compare, WhereLessIsBetterALowerScoreHelps) {
  const std::vector<Measure> error = {{"prices", "error", false}};
  const Comparison c =
      compare(error,
              {scripted("less", {{5}, {6.1}, {7}}), scripted("single", {{8}, {9}, {10}}),
               scripted("more", {{11}, {12.1}, {13}})},
              {0, 1, 2}, {.baseline = 1});
  EXPECT_EQ(c.methods[0].tasks[0].verdict, Verdict::helps);
  EXPECT_LT(c.methods[0].tasks[0].difference.high, 0);
  EXPECT_GT(c.methods[0].delta.low, 0);
  EXPECT_EQ(c.methods[0].verdict, Verdict::helps);
  EXPECT_EQ(c.methods[2].tasks[0].verdict, Verdict::hurts);
  EXPECT_EQ(c.methods[2].verdict, Verdict::hurts);
}

TEST(Compare, TheWords) {
  EXPECT_EQ(words(Verdict::helps), "helps");
  EXPECT_EQ(words(Verdict::hurts), "hurts");
  EXPECT_EQ(words(Verdict::no_difference_shown), "no difference shown");
  EXPECT_EQ(verdict_of({0.2, 0.1, 0.3}), Verdict::helps);
  EXPECT_EQ(verdict_of({-0.2, -0.3, -0.1}), Verdict::hurts);
  EXPECT_EQ(verdict_of({0.1, -0.1, 0.3}), Verdict::no_difference_shown);
  EXPECT_EQ(verdict_of({0.1, 0, 0.2}), Verdict::no_difference_shown);
  EXPECT_EQ(verdict_of({-0.1, -0.2, 0}), Verdict::no_difference_shown);
  EXPECT_EQ(verdict_of({0.1, 0.1, 0.1}), Verdict::no_difference_shown);  // no width
}

TEST(Compare, DifferencesThatAreTheSameForAllSeedsShowNothing) {
  // 0.92 - 0.9 and 0.83 - 0.81 are equal but for their rounding.
  const Comparison c = compare(
      kOne, {scripted("single", {{0.9}, {0.81}}), scripted("other", {{0.92}, {0.83}})}, {0, 1});
  EXPECT_EQ(c.methods[1].tasks[0].verdict, Verdict::no_difference_shown);
}

TEST(Compare, BonferroniWidensTheVerdictsIntervalsAndNotTheScores) {
  // Differences 0.1, 0.3, 0.2 once more. Six verdicts: 1 - 0.05 / 6 = 0.991667, two-sided, of 2
  // degrees: t = (2 p - 1) / sqrt(2 p (1 - p)) with p = 0.9958333.
  const std::vector<Method> methods = {scripted("single", {{0.4, 8}, {0.5, 10}, {0.6, 12}}),
                                       scripted("a", {{0.5, 7}, {0.8, 11}, {0.8, 9}}),
                                       scripted("b", {{0.5, 7}, {0.8, 11}, {0.8, 9}})};
  const Comparison plain = compare(kTwo, methods, {0, 1, 2});
  const Comparison wide = compare(kTwo, methods, {0, 1, 2}, {.bonferroni = true});
  EXPECT_EQ(wide.verdicts, 6U);
  const double p = 1 - 0.05 / 12, t = (2 * p - 1) / std::sqrt(2 * p * (1 - p));
  const TaskResult& task = wide.methods[1].tasks[0];
  EXPECT_THAT(task.difference.high, DoubleNear(0.2 + t * 0.1 / std::sqrt(3.0), 1e-9));
  EXPECT_THAT(wide.methods[1].delta.low, DoubleNear(0.25 - t * 0.1 / std::sqrt(3.0), 1e-9));
  EXPECT_EQ(task.score.high, plain.methods[1].tasks[0].score.high);
  EXPECT_EQ(plain.methods[1].verdict, Verdict::helps);
  EXPECT_EQ(wide.methods[1].verdict, Verdict::no_difference_shown);
}

TEST(Compare, EachStrengthAndSeedIsTrainedOnceAndWatched) {
  std::map<std::pair<double, std::uint64_t>, int> trained;
  const Method method{"m", {0.5, 2}, [&](double strength, std::uint64_t seed) {
                        ++trained[{strength, seed}];
                        return after_one({0.5}, {0.5 + strength + static_cast<double>(seed)});
                      }};
  std::vector<std::string> watched;
  CompareOptions options;
  options.watch = [&](const std::string& name, double strength, std::uint64_t seed) {
    watched.push_back(base::text(name, ' ', strength, ' ', seed));
  };
  compare(kOne, {method}, {7, 9}, options);
  EXPECT_THAT(trained, SizeIs(4));
  for (const auto& [run, times] : trained) EXPECT_EQ(times, 1) << run.first << ' ' << run.second;
  EXPECT_THAT(watched, ElementsAre("m 0.5 7", "m 0.5 9", "m 2 7", "m 2 9"));
}

// --- How often the verdicts are wrong -----------------------------------------------------------

}  // namespace
}  // namespace tapestry::nn

// The errors of compare, whole texts.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "nn/verdict/compare.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

const double kNan = std::nan("");
const double kInfinity = std::numeric_limits<double>::infinity();

const std::vector<Measure> kTwoMeasures = {{"digits", "accuracy"}, {"prices", "error", false}};

Run good_run(double, std::uint64_t seed) {
  const double s = static_cast<double>(seed);
  return {100, {{10, {0.5, 3}, {0.5 + s, 3}}, {20, {0.6, 2}, {0.6 + s, 2}}}};
}

Method method(const std::string& name) { return {name, {0}, good_run}; }

// The error of a comparison of "single" with "shared", whose run of seed 2 was spoilt.
std::string error_of_run(const std::function<void(Run&)>& spoil) {
  Method shared = method("shared");
  shared.strengths = {0.5};
  shared.train = [&](double strength, std::uint64_t seed) {
    Run run = good_run(strength, seed);
    if (seed == 2) spoil(run);
    return run;
  };
  return error_of([&] { compare(kTwoMeasures, {method("single"), shared}, {1, 2}); });
}

TEST(CompareErrors, TheRunsOfTheseTestsAreGood) {
  EXPECT_EQ(error_of_run([](nn::Run&) {}), "no error");
}

TEST(CompareErrors, NothingToCompare) {
  EXPECT_EQ(error_of([] {
              compare({}, {method("single")}, {1, 2});
            }),
            "compare: there are no tasks to measure: name one or more.");
  EXPECT_EQ(error_of([] {
              compare(kTwoMeasures, {}, {1, 2});
            }),
            "compare: there are no methods: give the baseline and one or more to compare with it.");
}

TEST(CompareErrors, Seeds) {
  EXPECT_EQ(error_of([] { compare(kTwoMeasures, {method("single")}, {}); }),
            "compare: 0 seeds were given, but how much the scores vary shows only in 2 or more: "
            "give more seeds.");
  EXPECT_EQ(error_of([] { compare(kTwoMeasures, {method("single")}, {1}); }),
            "compare: 1 seed was given, but how much the scores vary shows only in 2 or more: give "
            "more seeds.");
  EXPECT_EQ(error_of([] {
              compare(kTwoMeasures, {method("single")}, {4, 2, 4});
            }),
            "compare: the seed 4 was given twice, which would count one result as two: give seeds "
            "that differ.");
}

TEST(CompareErrors, Options) {
  EXPECT_EQ(error_of([] {
              compare(kTwoMeasures, {method("single")}, {1, 2}, {.baseline = 1});
            }),
            "compare: the baseline is method 1, but there are 1, numbered from 0.");
  for (const double level : {0.0, 1.0, 95.0, kNan})
    EXPECT_EQ(error_of([&] {
                compare(kTwoMeasures, {method("single")}, {1, 2}, {.level = level});
              }),
              base::text("compare: the level ", level,
                         " was given, but it must lie between 0 and 1, as 0.95 does."));
}

TEST(CompareErrors, Names) {
  EXPECT_EQ(error_of([] {
              compare(kTwoMeasures, {method("a"), method("b"), method("a")}, {1, 2});
            }),
            "compare: two methods are called 'a': give each a name of its own.");
  EXPECT_EQ(error_of([] {
              compare({{"x", "accuracy"}, {"x", "loss"}}, {method("a")}, {1, 2});
            }),
            "compare: two tasks are called 'x': give each a name of its own.");
}

TEST(CompareErrors, Strengths) {
  const auto with = [](std::vector<double> strengths) {
    return error_of([&] {
      compare(kTwoMeasures, {method("single"), {"shared", strengths, good_run}}, {1, 2});
    });
  };
  EXPECT_EQ(with({}),
            "compare: the method 'shared' has no strengths to choose from: give it one, such as 0, "
            "if it has none of its own.");
  EXPECT_EQ(with({1, kInfinity}),
            "compare: the method 'shared' has the strength inf, but strengths must be finite.");
  EXPECT_EQ(with({kNan}),
            "compare: the method 'shared' has the strength nan, but strengths must be finite.");
  EXPECT_EQ(with({0.5, 1, 0.5}),
            "compare: the method 'shared' has the strength 0.5 twice, which would train the same "
            "model twice: name it once.");
}

TEST(CompareErrors, AnEmptyFunctionIsFoundBeforeAnythingIsTrained) {
  bool trained = false;
  Method first = method("single");
  first.train = [&](double strength, std::uint64_t seed) {
    trained = true;
    return good_run(strength, seed);
  };
  EXPECT_EQ(error_of([&] {
              compare(kTwoMeasures, {first, {"shared", {0}, {}}}, {1, 2});
            }),
            "compare: the method 'shared' has an empty function to train it: give it one that "
            "returns a Run.");
  EXPECT_FALSE(trained);
}

TEST(CompareErrors, Runs) {
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs.clear(); }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has no epochs: give a checkpoint "
            "for each, or one after the last.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.parameters = 0; }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has 0 parameters: say how many "
            "numbers its model holds.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs[1].validation.pop_back(); }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has 1 validation scores in an "
            "epoch, but there are 2 tasks: give one score a task.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs[1].test.push_back(1); }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has 3 test scores in an epoch, "
            "but there are 2 tasks: give one score a task.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs[0].validation[1] = kNan; }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has the validation score nan on "
            "task 'prices', but scores must be finite: a model that diverged has no place in a "
            "mean.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs[0].test[0] = kInfinity; }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has the test score inf on task "
            "'digits', but scores must be finite: a model that diverged has no place in a mean.");
}

TEST(CompareErrors, TheBudgetIsTheSameForAll) {
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs[1].steps = 40; }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has taken 40 steps after epoch 2 "
            "and the first run 20, but all methods must have the same budget.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs.pop_back(); }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has 1 epochs and the first run 2, "
            "but all methods must have the same budget.");
  EXPECT_EQ(error_of_run([](nn::Run& run) {
              run.epochs.push_back(run.epochs.back());
              run.epochs.back().steps = 30;
            }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has 3 epochs and the first run 2, "
            "but all methods must have the same budget.");
  EXPECT_EQ(error_of_run([](nn::Run& run) { run.epochs[1].steps = 10; }),
            "compare: the run of 'shared' (strength 0.5, seed 2) has taken 10 steps after epoch 2 "
            "and 10 after the one before, but steps are counted from the start of training: give "
            "more each time.");
}

TEST(CompareErrors, NothingIsAShareOfNothing) {
  const auto with = [](double validation, double test) {
    const Method single{"single", {0}, [=](double, std::uint64_t) {
                          return nn::Run{100, {{10, {0.5, validation}, {0.5, test}}}};
                        }};
    return error_of([&] { compare(kTwoMeasures, {single}, {1, 2}); });
  };
  EXPECT_EQ(with(0, 1),
            "compare: the baseline's validation scores on task 'prices' are 0 for every seed, and "
            "nothing can be a share of 0: measure something else of it than error.");
  EXPECT_EQ(with(1, 0),
            "compare: the baseline's test scores on task 'prices' are 0 for every seed, and "
            "nothing can be a share of 0: measure something else of it than error.");
}

}  // namespace
}  // namespace tapestry::nn

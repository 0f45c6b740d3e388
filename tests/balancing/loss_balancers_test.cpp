// One row a method: what its header claims, checked for losses of any size. A new method needs a
// row.
#include <cmath>
#include <functional>
#include <memory>
#include <string>

#include "nn/balancing/dynamic_weight_average.hpp"
#include "nn/balancing/equal_losses.hpp"
#include "nn/balancing/famo.hpp"
#include "nn/balancing/geometric_mean.hpp"
#include "nn/balancing/random_losses.hpp"
#include "nn/balancing/uncertainty.hpp"
#include "tests/balancing/loss_steps.hpp"
#include "tests/balancing/two_tasks.hpp"
#include "tests/nn/training/one_input_model.hpp"

namespace tapestry::nn {
namespace {

using Numbers = std::vector<double>;

// What the weights dL/dL_t of a step add up to: the number of its tasks, 1, or nothing fixed.
enum class Sum { tasks, one, open };

struct Method {
  std::string name;
  std::function<std::unique_ptr<LossBalancer>(const std::vector<Task>& tasks)> make;
  // dL/dL_t of a new balancer, by its formula; none: it is random.
  std::function<Numbers(const Numbers& losses)> weights;
  Sum sum;
  bool needs_positive = false;  // a loss of 0 or less is an error
};

Numbers ones(const Numbers& losses) { return Numbers(losses.size(), 1.0); }

// c_t, the even tasks being regressions.
Numbers factors(const Numbers& losses) {
  Numbers c;
  for (std::size_t t = 0; t < losses.size(); ++t) c.push_back(t % 2 == 0 ? 0.5 : 1);
  return c;
}

Numbers geometric(const Numbers& losses) {
  double mean = 0;
  for (double loss : losses) mean += std::log(loss) / double(losses.size());
  Numbers weights;
  for (double loss : losses)
    weights.push_back(std::exp(mean - std::log(loss)) / double(losses.size()));
  return weights;
}

Numbers reciprocal(const Numbers& losses) {
  double sum = 0;
  for (double loss : losses) sum += 1 / loss;
  Numbers weights;
  for (double loss : losses) weights.push_back(1 / loss / sum);
  return weights;
}

template <class T>
std::unique_ptr<LossBalancer> plain(const std::vector<Task>&) {
  return std::make_unique<T>();
}

const std::vector<Method>& methods() {
  static const std::vector<Method> all = {
      {"equal", plain<EqualLosses>, ones, Sum::tasks},
      {"uncertainty", [](const auto& tasks) { return std::make_unique<Uncertainty>(tasks); },
       factors, Sum::open},
      {"DWA", plain<DynamicWeightAverage>, ones, Sum::tasks},
      {"random", plain<RandomLosses>, nullptr, Sum::one},
      {"geometric mean", plain<GeometricMean>, geometric, Sum::open, true},
      {"FAMO", plain<Famo>, reciprocal, Sum::one, true},
  };
  return all;
}

std::string test_name(const testing::TestParamInfo<Method>& row) {
  std::string name;
  for (char c : row.param.name)
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
}

void PrintTo(const Method& method, std::ostream* out) { *out << method.name; }

class EveryLossMethod : public testing::TestWithParam<Method> {};
INSTANTIATE_TEST_SUITE_P(Table, EveryLossMethod, testing::ValuesIn(methods()), test_name);

std::vector<Method> methods_with_a_formula() {
  std::vector<Method> with;
  for (const Method& method : methods())
    if (method.weights) with.push_back(method);
  return with;
}

class LossMethodWithFormula : public testing::TestWithParam<Method> {};
INSTANTIATE_TEST_SUITE_P(Table, LossMethodWithFormula, testing::ValuesIn(methods_with_a_formula()),
                         test_name);

TEST_P(EveryLossMethod, IsCalledWhatItsRowSays) {
  EXPECT_EQ(GetParam().make(mixed_tasks(2))->name(), GetParam().name);
}

void expect_sum(const Step& step) {
  const Sum sum = EveryLossMethod::GetParam().sum;
  if (sum == Sum::open) return;
  const double expected = sum == Sum::one ? 1 : double(step.weights.size());
  EXPECT_NEAR(sum_of(step.weights), expected, 1e-5);
}

// Losses of one size, and of sizes that differ by up to 1e24.
TEST_P(EveryLossMethod, WeightsAreThoseOfTheFormulaForAllSizesOfLosses) {
  for (std::size_t n = 1; n <= 6; ++n)
    for (double scale : {1e-12, 1e-6, 1.0, 1e6, 1e12})
      for (double other : {1e-12, 1.0, 1e12}) {
        SCOPED_TRACE(base::text(n, " tasks, losses near ", scale, " and ", other));
        Numbers losses = some_losses(n, n);
        for (std::size_t t = 0; t < n; ++t) losses[t] *= t % 2 == 0 ? scale : other;
        const auto method = GetParam().make(mixed_tasks(n));
        const Step step = step_of(*method, numbered(n), losses);
        EXPECT_TRUE(std::isfinite(step.objective));
        ASSERT_EQ(step.weights.size(), n);
        for (double weight : step.weights) EXPECT_TRUE(std::isfinite(weight) && weight >= 0);
        expect_sum(step);
        if (!GetParam().weights) continue;
        const Numbers expected = GetParam().weights(losses);
        for (std::size_t t = 0; t < n; ++t)
          EXPECT_NEAR(step.weights[t], expected[t], 1e-5 * expected[t]) << "task " << t;
      }
}

// Ten epochs of losses that jump between 1e-12 and 1e12.
TEST_P(EveryLossMethod, StaysFiniteWhileLossesJump) {
  constexpr std::size_t n = 3;
  const auto method = GetParam().make(mixed_tasks(n));
  for (std::uint64_t epoch = 0; epoch < 10; ++epoch) {
    Numbers before = some_losses(n, epoch), after = some_losses(n, epoch + 100);
    for (std::size_t t = 0; t < n; ++t) {
      before[t] *= std::pow(10.0, 12.0 * (double((epoch + t) % 3) - 1));
      after[t] *= std::pow(10.0, 12.0 * (double((epoch + t + 1) % 3) - 1));
    }
    const Step step = step_of(*method, numbered(n), before);
    EXPECT_TRUE(std::isfinite(step.objective)) << "epoch " << epoch;
    for (double weight : step.weights) EXPECT_TRUE(std::isfinite(weight) && weight >= 0);
    expect_sum(step);
    method->after_step(numbered(n), before, after);
    method->end_epoch(before);
  }
}

// The same history, with the tasks in another order. Odd and even stay odd and even, because the
// odd tasks classify.
TEST_P(LossMethodWithFormula, PermutedTasksHavePermutedWeights) {
  constexpr std::size_t n = 5;
  const std::vector<std::size_t> order = {4, 3, 0, 1, 2};
  const auto turned = [&](const Numbers& x) {
    Numbers y;
    for (std::size_t t : order) y.push_back(x[t]);
    return y;
  };
  const auto a = GetParam().make(mixed_tasks(n)), b = GetParam().make(mixed_tasks(n));
  for (std::uint64_t epoch = 0; epoch < 5; ++epoch) {
    const Numbers before = some_losses(n, epoch), after = some_losses(n, epoch + 100);
    const Step x = step_of(*a, numbered(n), before), y = step_of(*b, numbered(n), turned(before));
    const Numbers expected = turned(x.weights);
    EXPECT_NEAR(y.objective, x.objective, 1e-5 * std::abs(x.objective));
    for (std::size_t t = 0; t < n; ++t) EXPECT_NEAR(y.weights[t], expected[t], 1e-5 * expected[t]);
    a->after_step(numbered(n), before, after);
    b->after_step(numbered(n), turned(before), turned(after));
    a->end_epoch(before);
    b->end_epoch(turned(before));
  }
}

// Tasks 1 and 3 of five alone: their weights are those of two tasks, and what is known of the
// others stays as it was.
TEST_P(EveryLossMethod, AStepMayHaveSomeOfTheTasks) {
  const auto method = GetParam().make(mixed_tasks(5));
  const Numbers losses = {0.5, 3};
  const Step step = step_of(*method, {1, 3}, losses);
  ASSERT_EQ(step.weights.size(), 2u);
  if (GetParam().weights) {
    const Numbers as_two = GetParam().weights(losses);
    const bool by_kind = GetParam().name == "uncertainty";  // tasks 1 and 3 both classify
    for (std::size_t k = 0; k < 2; ++k)
      EXPECT_NEAR(step.weights[k], by_kind ? 1.0 : as_two[k], 1e-6);
  }
  method->after_step({1, 3}, losses, {0.1, 2.5});
  method->end_epoch({0, 0.5, 0, 3, 0});
  const Step others = step_of(*method, {0, 2, 4}, {2, 2, 2});
  if (GetParam().weights) {
    for (double weight : others.weights) EXPECT_NEAR(weight, others.weights[0], 1e-6);
  }
}

TEST_P(EveryLossMethod, NewOnesGiveTheSameBits) {
  const auto a = GetParam().make(mixed_tasks(4)), b = GetParam().make(mixed_tasks(4));
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Numbers losses = some_losses(4, seed);
    const Step x = step_of(*a, numbered(4), losses), y = step_of(*b, numbered(4), losses);
    EXPECT_EQ(x.objective, y.objective);
    EXPECT_EQ(x.weights, y.weights);
  }
}

TEST_P(EveryLossMethod, BothTasksLearn) {
  expect_both_tasks_learn(GetParam().make(regressions(2)));
}

TEST_P(EveryLossMethod, GoesOnFromAFileBitForBit) {
  expect_goes_on_the_same([] { return GetParam().make(regressions(3)); });
}

TEST_P(EveryLossMethod, ErrorsNameTheMethodTheTaskAndTheMend) {
  const auto method = GetParam().make(mixed_tasks(8));
  const std::string name = GetParam().name;
  const auto error = [&](const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) {
    return error_of([&] { method->combine(tasks, losses); });
  };
  const Var one = 1;
  EXPECT_EQ(error({}, {}), name + ": there are no tasks, but at least one is needed.");
  EXPECT_EQ(error({2, 7}, {one}),
            name + ": 1 losses for 2 tasks: give one a task, in the tasks' order.");
  EXPECT_EQ(error({2, 7}, {one, Var("squares", zeros({3}))}),
            name +
                ": the loss of task 7 is 'squares' [3], but must be one number: take its mean "
                "over the examples.");
  EXPECT_EQ(error({2, 7}, {one, Var(Scalar(INFINITY))}),
            name +
                ": the loss of task 7 is inf, but must be finite: lower the learning rate, or "
                "look for a NaN in the data.");
  for (Scalar loss : {Scalar(0), Scalar(-2)})
    EXPECT_EQ(
        error({2, 7}, {one, Var(loss)}),
        GetParam().needs_positive
            ? base::text(name, ": the loss of task 7 is ", loss,
                         ", but must be positive, because its logarithm is taken: add a small "
                         "constant to the loss, or take a balancer without logarithms, such as "
                         "DWA.")
            : "no error");
}

}  // namespace
}  // namespace tapestry::nn

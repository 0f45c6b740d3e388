// What is particular to one loss balancer: its steps by hand, its options.
#include <algorithm>
#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/balancing/dynamic_weight_average.hpp"
#include "nn/balancing/equal_losses.hpp"
#include "nn/balancing/famo.hpp"
#include "nn/balancing/geometric_mean.hpp"
#include "nn/balancing/random_losses.hpp"
#include "nn/balancing/uncertainty.hpp"
#include "nn/optimise/optimiser.hpp"
#include "tests/balancing/loss_steps.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(EqualLosses, IsTheSum) {
  EqualLosses equal;
  EXPECT_EQ(step_of(equal, {0, 1, 2}, {1, 2, 0.5}).objective, 3.5);
  EXPECT_EQ(step_of(equal, {0, 1}, {-1, 2}).objective, 1);
}

// At s = 0: sum c_t L_t, and dL/ds_t = 1/2 - c_t L_t.
TEST(Uncertainty, BeginsAtTheFactorsAndLearnsByTheFormula) {
  Uncertainty balancer(mixed_tasks(2));
  const Step step = step_of(balancer, {0, 1}, {3, 5});
  EXPECT_FLOAT_EQ(static_cast<float>(step.objective), 1.5f + 5);
  EXPECT_THAT(step.learned, ElementsAre(DoubleNear(0.5 - 1.5, 1e-6), DoubleNear(0.5 - 5, 1e-6)));
  Parameters s = balancer.parameters();
  EXPECT_EQ(s[0].name(), "uncertainty.t0");
  s[0].mutable_value()[0] = 2;
  s[1].mutable_value()[0] = -1;
  const Step moved = step_of(balancer, {0, 1}, {3, 5});
  EXPECT_NEAR(moved.objective, 0.5 * std::exp(-2) * 3 + 1 + std::exp(1) * 5 - 0.5, 1e-5);
  EXPECT_NEAR(moved.weights[0], 0.5 * std::exp(-2), 1e-6);
  EXPECT_NEAR(moved.weights[1], std::exp(1), 1e-5);
  EXPECT_NEAR(moved.learned[0], 0.5 - 0.5 * std::exp(-2) * 3, 1e-6);
}

// For fixed losses the minimum over s has a closed form: log L for a regression, log 2L for a
// classification. There each weighted loss is 1/2.
TEST(Uncertainty, LogVariancesComeToRestAtTheLogarithmsOfTheLosses) {
  const std::vector<double> losses = {1e-3, 1e-3, 0.7, 0.7, 50, 50};
  Uncertainty balancer(mixed_tasks(6));
  Sgd sgd(0.5);
  for (int k = 0; k < 400; ++k) {
    const Step step = step_of(balancer, numbered(6), losses);
    std::vector<Tensor> slopes;
    for (double slope : step.learned)  // no step longer than 1, so that e^-s cannot run away
      slopes.push_back(full({}, static_cast<Scalar>(std::clamp(slope, -2.0, 2.0))));
    sgd.step(balancer.parameters(), slopes);
  }
  const Step rest = step_of(balancer, numbered(6), losses);
  for (std::size_t t = 0; t < 6; ++t) {
    const double expected = std::log(t % 2 == 0 ? losses[t] : 2 * losses[t]);
    EXPECT_NEAR(balancer.parameters()[t].item(), expected, 1e-3) << "task " << t;
    EXPECT_NEAR(rest.weights[t] * losses[t], 0.5, 1e-3) << "task " << t;
  }
}

TEST(Uncertainty, TasksThatItWasNotMadeForAreAnError) {
  EXPECT_EQ(
      error_of([] { Uncertainty({}); }),
      "uncertainty: no tasks were given, but at least one is needed: give the model's tasks().");
  Uncertainty balancer(mixed_tasks(2));
  EXPECT_EQ(error_of([&] {
              step_of(balancer, {1, 2}, {1, 1});
            }),
            "uncertainty: a step has task 2, but the balancer was made for 2 tasks, numbered from "
            "0: make it with the tasks() of the model.");
}

TEST(DynamicWeightAverage, WeightsAreThoseOfTheTwoLastEpochs) {
  DynamicWeightAverage dwa;
  const auto weights = [&] { return step_of(dwa, {0, 1, 2}, {1, 1, 1}).weights; };
  const auto expect = [&](double a, double b, double c) {
    const double x = std::exp(a / 2), y = std::exp(b / 2), z = std::exp(c / 2), s = x + y + z;
    EXPECT_THAT(weights(), ElementsAre(DoubleNear(3 * x / s, 1e-6), DoubleNear(3 * y / s, 1e-6),
                                       DoubleNear(3 * z / s, 1e-6)));
  };
  EXPECT_THAT(weights(), ElementsAre(1, 1, 1)) << "first epoch";
  dwa.end_epoch({8, 1, 100});
  expect(0, 0, 0);  // second epoch
  dwa.end_epoch({4, 1, 300});
  expect(0.5, 1, 3);
  dwa.end_epoch({4, 0.1, 30});
  expect(1, 0.1, 0.1);
  dwa.end_epoch({2, 0, 30});  // task 1 was not trained, and keeps its ratio
  expect(0.5, 0.1, 1);
  dwa.end_epoch({2, 0.05, 30});
  expect(1, 0.5, 1);
}

TEST(DynamicWeightAverage, TemperatureFlattensTheWeights) {
  for (double temperature : {0.1, 1.0, 1e3}) {
    DynamicWeightAverage dwa(temperature);
    dwa.end_epoch({1, 1});
    dwa.end_epoch({0.5, 1});
    const double expected = 2 / (1 + std::exp(0.5 / temperature));
    EXPECT_NEAR(step_of(dwa, {0, 1}, {1, 1}).weights[0], expected, 1e-6);
  }
}

TEST(DynamicWeightAverage, Errors) {
  for (double temperature : {0.0, -1.0, double(INFINITY), double(NAN)})
    EXPECT_EQ(error_of([&] { DynamicWeightAverage{temperature}; }),
              base::text("DWA: the temperature is ", temperature,
                         ", but must be positive and finite: 2 is the paper's."));
  DynamicWeightAverage dwa;
  EXPECT_EQ(error_of([&] { dwa.end_epoch({}); }),
            "DWA: an epoch ended without tasks, but at least one is needed.");
  EXPECT_EQ(error_of([&] {
              dwa.end_epoch({1, -2});
            }),
            "DWA: the mean loss of task 1 is -2, but must be 0 or more, and finite, because ratios "
            "of losses are compared: take a loss that is never negative.");
  dwa.end_epoch({1, 2});
  EXPECT_EQ(error_of([&] {
              dwa.end_epoch({1, 2, 3});
            }),
            "DWA: an epoch has the mean losses of 3 tasks, but the one before had 2: give one a "
            "task, and take a new balancer for another model.");
  EXPECT_EQ(error_of([&] {
              step_of(dwa, {0, 2}, {1, 1});
            }),
            "DWA: a step has task 2, but the epoch before had 2 tasks, numbered from 0: take a new "
            "balancer for another model.");
}

// log(a_s / a_t) = x_s - x_t is normal with variance 2, and each weight's mean is 1/T.
TEST(RandomLosses, WeightsAreASoftmaxOfNormalDraws) {
  RandomLosses random(3);
  constexpr int draws = 20000;
  double first = 0, sum = 0, squares = 0;
  for (int k = 0; k < draws; ++k) {
    const std::vector<double> a = step_of(random, {0, 1, 2}, {1, 1, 1}).weights;
    const double difference = std::log(a[0] / a[1]);
    first += a[0] / draws;
    sum += difference / draws;
    squares += difference * difference / draws;
  }
  // Five standard deviations of each mean; a weight's own deviation is below 1/2.
  EXPECT_NEAR(first, 1.0 / 3, 5 * 0.5 / std::sqrt(draws));
  EXPECT_NEAR(sum, 0, 5 * std::sqrt(2.0 / draws));
  EXPECT_NEAR(squares, 2, 5 * std::sqrt(8.0 / draws));
}

TEST(RandomLosses, TheSeedDecidesTheDraws) {
  const auto weights = [](std::uint64_t seed) {
    RandomLosses random(seed);
    return step_of(random, {0, 1, 2}, {1, 1, 1}).weights;
  };
  EXPECT_EQ(weights(1), weights(1));
  EXPECT_NE(weights(1), weights(2));
  RandomLosses random;
  EXPECT_NE(step_of(random, {0, 1}, {1, 1}).weights, step_of(random, {0, 1}, {1, 1}).weights);
}

TEST(GeometricMean, IsTheRootOfTheProduct) {
  GeometricMean mean;
  EXPECT_NEAR(step_of(mean, {0, 1, 2}, {2, 4, 1}).objective, 2, 1e-5);
  // The product of these losses is 1e120, and 1e-120: neither is a float.
  const std::vector<double> large(10, 1e12), small(10, 1e-12);
  EXPECT_NEAR(step_of(mean, numbered(10), large).objective, 1e12, 1e7);
  EXPECT_NEAR(step_of(mean, numbered(10), small).objective, 1e-12, 1e-17);
}

// One step in numbers: x = 0, two tasks, L = (2, 1), then (1, 1).
TEST(Famo, AStepByHand) {
  Famo famo(0.5, 0.1);
  const Step first = step_of(famo, {0, 1}, {2, 1});
  EXPECT_NEAR(first.weights[0], 1.0 / 3, 1e-6);  // (1/2 / 2) / (1/2 / 2 + 1/2 / 1)
  EXPECT_NEAR(first.weights[1], 2.0 / 3, 1e-6);
  EXPECT_NEAR(first.objective, 4.0 / 3, 1e-6);  // the harmonic mean
  famo.after_step({0, 1}, {2, 1}, {1, 1});
  // delta = (log 2, 0), z = (1/2, 1/2), their mean log 2 / 2: J delta = (log 2 / 4, -log 2 / 4).
  const double x = 0.5 * std::log(2) / 4;
  EXPECT_THAT(famo.logits(), ElementsAre(DoubleNear(-x, 1e-12), DoubleNear(x, 1e-12)));
  const double z0 = std::exp(-x) / (std::exp(-x) + std::exp(x)), z1 = 1 - z0;
  EXPECT_NEAR(step_of(famo, {0, 1}, {1, 4}).weights[0], z0 / (z0 + z1 / 4), 1e-6);
  famo.after_step({0, 1}, {1, 4}, {1, 2});
  // Now delta = (0, log 2); (J delta)_0 = z0 (0 - z1 log 2), and gamma pulls x to 0.
  const double slope = -z0 * z1 * std::log(2);
  EXPECT_NEAR(famo.logits()[0], -x - 0.5 * (slope - 0.1 * x), 1e-12);
  EXPECT_NEAR(famo.logits()[1], x - 0.5 * (-slope + 0.1 * x), 1e-12);
}

TEST(Famo, TheTaskThatFallsBehindGainsWeight) {
  Famo famo;
  for (int k = 0; k < 200; ++k) famo.after_step({0, 1, 2}, {1, 1, 1}, {0.9, 0.9, 1});
  EXPECT_GT(famo.logits()[2], famo.logits()[0] + 0.1);
  EXPECT_EQ(famo.logits()[0], famo.logits()[1]);
}

TEST(Famo, GammaForgets) {
  Famo famo(0.5, 0.2);
  famo.after_step({0, 1}, {1, 1}, {0.5, 1});
  const double x = famo.logits()[1];
  EXPECT_GT(x, 0);
  for (int k = 0; k < 3; ++k) famo.after_step({0, 1}, {1, 1}, {1, 1});
  EXPECT_NEAR(famo.logits()[1], x * 0.9 * 0.9 * 0.9, 1e-12);
}

TEST(Famo, ATaskThatIsNotInAStepKeepsItsLogit) {
  Famo famo;
  famo.after_step({0, 1, 2}, {1, 1, 1}, {0.5, 1, 0.1});
  const std::vector<double> before = famo.logits();
  famo.after_step({0, 2}, {1, 1}, {0.5, 1});
  EXPECT_EQ(famo.logits()[1], before[1]);
  EXPECT_NE(famo.logits()[0], before[0]);
}

TEST(Famo, Errors) {
  EXPECT_EQ(error_of([] { Famo{0}; }),
            "FAMO: the rate is 0, but must be positive and finite: 0.025 is the paper's.");
  EXPECT_EQ(error_of([] { Famo(0.1, -1); }),
            "FAMO: gamma is -1, but must be 0 or more, and finite: 0.001 is usual.");
  Famo famo;
  EXPECT_EQ(error_of([&] {
              famo.after_step({0, 1}, {1, 1}, {1});
            }),
            "FAMO: 2 losses before and 1 after a step on 2 tasks: give one of each a task, for at "
            "least one task.");
  EXPECT_EQ(error_of([&] {
              famo.after_step({0, 4}, {1, 1}, {1, INFINITY});
            }),
            "FAMO: the loss of task 4 is inf after a step, but must be finite: lower the learning "
            "rate.");
  EXPECT_THAT(error_of([&] {
                famo.after_step({0, 4}, {1, 1}, {0.5, 0});
              }),
              testing::StartsWith("FAMO: the loss of task 4 is 0, but must be positive"));
  for (double x : famo.logits()) EXPECT_EQ(x, 0) << "a refused step changes nothing";
}

}  // namespace
}  // namespace tapestry::nn

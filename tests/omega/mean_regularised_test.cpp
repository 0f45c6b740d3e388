#include "nn/omega/mean_regularised.hpp"

#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::Each;

std::vector<Var> random_tasks(std::size_t tasks, const Shape& shape, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Var> all;
  for (std::size_t t = 0; t < tasks; ++t) all.emplace_back(random_normal(shape, rng, 0.5, 2));
  return all;
}

std::vector<double> mean_of(const std::vector<Var>& tasks) {
  std::vector<double> mean(tasks[0].size(), 0.0);
  for (const Var& task : tasks)
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += double{task.value().storage()[i]} / static_cast<double>(tasks.size());
  return mean;
}

// strength * sum_t || w_t - mean ||^2, by two loops in double.
double by_loops(double strength, const std::vector<Var>& tasks) {
  const std::vector<double> mean = mean_of(tasks);
  double total = 0;
  for (const Var& task : tasks)
    for (std::size_t i = 0; i < mean.size(); ++i)
      total += std::pow(double{task.value().storage()[i]} - mean[i], 2);
  return strength * total;
}

class MeanRegularisedOf : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Tasks, MeanRegularisedOf, testing::Values(1, 2, 3, 7));

TEST_P(MeanRegularisedOf, EqualsTheDoubleLoop) {
  for (const Shape& shape : {Shape{}, Shape{5}, Shape{3, 4}})
    for (double strength : {0.0, 0.3, 20.0}) {
      const std::vector<Var> tasks = random_tasks(GetParam(), shape, 1);
      const Var omega = MeanRegularised(strength)(tasks);
      EXPECT_EQ(omega.rank(), 0u);
      const double expected = by_loops(strength, tasks);
      EXPECT_NEAR(double{omega.item()}, expected, 1e-5 * (1 + expected));
    }
}

TEST_P(MeanRegularisedOf, GradientIsTwiceStrengthTimesTheDistanceFromTheMean) {
  const double strength = 0.7;
  const std::vector<Var> tasks = random_tasks(GetParam(), {3, 4}, 2);
  const Tape tape;
  const std::vector<Tensor> g = tape.gradient(MeanRegularised(strength)(tasks), tasks);
  const std::vector<double> mean = mean_of(tasks);
  for (std::size_t t = 0; t < tasks.size(); ++t)
    for (std::size_t i = 0; i < mean.size(); ++i)
      EXPECT_NEAR(double{g[t].storage()[i]},
                  2 * strength * (double{tasks[t].value().storage()[i]} - mean[i]), 2e-5);
}

TEST(MeanRegularised, IsZeroForEqualTasksAndForStrengthZero) {
  const Tensor w = tensor({3}, {1, -2, 0.5});
  EXPECT_EQ(MeanRegularised(5)({Var(w), Var(w), Var(w), Var(w)}).item(), 0);
  const std::vector<Var> tasks = random_tasks(3, {4}, 3);
  const Tape tape;
  const Var omega = MeanRegularised(0)(tasks);
  EXPECT_EQ(omega.item(), 0);
  for (const Tensor& g : tape.gradient(omega, tasks)) EXPECT_THAT(numbers(g), Each(0));
}

TEST(MeanRegularised, DoesNotSeeAShiftOfAllTasks) {
  const std::vector<Var> tasks = random_tasks(3, {6}, 4);
  Rng rng(5);
  const Tensor shift = random_normal({6}, rng, 0, 3);
  std::vector<Var> shifted;
  for (const Var& task : tasks) shifted.emplace_back(Tensor(task.value() + shift));
  const MeanRegularised omega(1.5);
  EXPECT_NEAR(omega(shifted).item(), omega(tasks).item(), 1e-4 * omega(tasks).item());
}

TEST(MeanRegularised, OnPredictionsComparesAllHeadsOnOneRepresentation) {
  const MultiTaskNet net({{"a", {3}, 2}, {"b", {4}, 2}}, {6, {5}}, 1);
  Rng rng(6);
  const Var x(random_normal({7, 3}, rng));
  const Var h = net.represent(0, x);
  std::vector<Var> predictions;
  for (std::size_t t = 0; t < 2; ++t) {
    Tensor y = zeros({7, 2});
    const Parameters head = net.head(t);
    for (std::size_t i = 0; i < 7; ++i)
      for (std::size_t j = 0; j < 2; ++j) {
        y(i, j) = head[1].value()(j);
        for (std::size_t k = 0; k < 5; ++k) y(i, j) += h.value()(i, k) * head[0].value()(k, j);
      }
    predictions.emplace_back(y);
  }
  const double expected = by_loops(2, predictions);
  EXPECT_NEAR(MeanRegularised(2)(net.predict_all(0, x)).item(), expected, 1e-4 * expected);
}

TEST(MeanRegularised, ErrorsNameOperandsShapesAndMend) {
  const Var a("head.a.weight", zeros({4, 10})), b("head.b.weight", zeros({4, 3}));
  EXPECT_EQ(error_of([&] {
              MeanRegularised(1)({a, a, b});
            }),
            "Omega: 'head.a.weight' [4 x 10] and 'head.b.weight' [4 x 3] are compared, so "
            "they must have the same shape: penalise a layer that all tasks have alike.");
  EXPECT_EQ(error_of([] { MeanRegularised(1)({}); }),
            "Omega: no tasks were given, but at least one is needed.");
  for (double strength :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    EXPECT_EQ(error_of([&] { MeanRegularised{strength}; }),
              base::text("MeanRegularised: the strength is ", strength,
                         ", but must be 0 or more, and at most ",
                         std::numeric_limits<Scalar>::max(), ", the largest Scalar."));
  EXPECT_EQ(error_of([] { MeanRegularised{1e38}; }), "no error");
}

// The distance of the two heads of one net after training with this strength.
double distance_after_training(double strength) {
  MultiTaskNet net(two_alike(), {4, {4}}, 3);
  std::vector<BatchSource> sources;
  for (std::size_t t = 0; t < 2; ++t)
    sources.push_back([rng = Rng(t)]() mutable { return random_batch(8, {3}, 2, rng); });
  FitOptions options;
  options.rounds_per_epoch = 300;
  options.steps = joint();
  if (strength > 0) options.penalties = {on_heads(std::make_shared<MeanRegularised>(strength))};
  Sgd sgd(0.002);
  fit(net, sources, sgd, options);
  const Tensor a = net.head(0)[0].value(), b = net.head(1)[0].value();
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    square += std::pow(double{a.storage()[i]} - double{b.storage()[i]}, 2);
  return std::sqrt(square);
}

// On two heads the penalty's own descent multiplies their difference by 1 - 2 rate strength a step:
// 0.6 for strength 100, and 0.6^300 = 1e-67; what is left comes from the last batches alone, whose
// part is rate * |difference of the gradients| / 0.4.
TEST(MeanRegularised, HugeStrengthMakesTheHeadsOneAndZeroLeavesThemApart) {
  const double apart = distance_after_training(0);
  EXPECT_GT(apart, 0.5);
  double last = apart;
  for (double strength : {0.3, 3.0, 100.0}) {
    const double distance = distance_after_training(strength);
    EXPECT_LT(distance, last) << "strength " << strength;
    last = distance;
  }
  EXPECT_LT(last, 0.02 * apart);
}

}  // namespace
}  // namespace tapestry::nn

// The losses of linear and logistic tasks: values and gradients against plain loops, second
// derivatives against the gradient check, and errors.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "engine/core/tape.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/logistic_tasks.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

template <class Losses>
void expect_value_and_gradient(Kind kind) {
  Rng rng(5);
  const std::vector<Batch> tasks = random_tasks({3, 6, 4}, rng);
  const Losses losses(tasks);
  EXPECT_EQ(losses.tasks(), 3U);
  EXPECT_EQ(losses.features(), 4U);
  for (int draw = 0; draw < 5; ++draw) {
    Tape tape;
    const Var w("w", random_normal({3, 4}, rng));
    const Var loss = losses.of(w);
    const double expected = plain_loss(tasks, w.value(), kind);
    EXPECT_EQ(loss.rank(), 0U);
    EXPECT_NEAR(loss.item(), expected, 1e-11 * expected);
    EXPECT_LE(
        largest_difference(tape.gradient(loss, {w})[0], plain_gradient(tasks, w.value(), kind)),
        1e-10);
  }
}

TEST(TaskLosses, AreThePlainSumsOverTheRows) {
  expect_value_and_gradient<LinearTasks>(Kind::linear);
  expect_value_and_gradient<LogisticTasks>(Kind::logistic);
}

TEST(TaskLosses, CanBeDifferentiatedTwice) {
  Rng rng(6);
  std::vector<Batch> tasks = random_tasks({2, 3, 2}, rng);
  const LinearTasks linear(tasks);
  const LogisticTasks logistic(tasks);
  for (const TaskLosses* losses :
       {static_cast<const TaskLosses*>(&linear), static_cast<const TaskLosses*>(&logistic)}) {
    const GradientReport report =
        check_gradient("losses", [&](const std::vector<Var>& x) { return losses->of(x[0]); },
                       {random_normal({2, 2}, rng)});
    EXPECT_TRUE(report.passed) << report.text;
  }
}

// What the bounds of optimality_gap.hpp rest on.
TEST(TaskLosses, TheDualIsBelowThePrimal) {
  Rng rng(8);
  const std::vector<Batch> tasks = random_tasks({2, 9, 3}, rng);
  const LinearTasks linear(tasks);
  const LogisticTasks logistic(tasks);
  for (const TaskLosses* losses :
       {static_cast<const TaskLosses*>(&linear), static_cast<const TaskLosses*>(&logistic)}) {
    const Kind kind = losses == &linear ? Kind::linear : Kind::logistic;
    for (int draw = 0; draw < 20; ++draw) {
      const Tensor w = random_normal({2, 3}, rng), v = random_normal({2, 3}, rng);
      // -h*(share theta) <= h(Xv) - share <X^T theta, v> for every v, with equality at v = w and
      // share = 1.
      const Tensor gradient = plain_gradient(tasks, w, kind);
      double slope_v = 0, slope_w = 0;
      for (std::size_t i = 0; i < v.size(); ++i) {
        slope_v += gradient.data()[i] * v.data()[i];
        slope_w += gradient.data()[i] * w.data()[i];
      }
      const double share = 0.05 * draw;
      EXPECT_LE(losses->dual_value(w, share), plain_loss(tasks, v, kind) - share * slope_v + 1e-10);
      EXPECT_NEAR(losses->dual_value(w, 1), plain_loss(tasks, w, kind) - slope_w,
                  1e-10 * (1 + plain_loss(tasks, w, kind)));
      // h(Xw) + h*(eta) - <eta, Xw> >= h(Xw) - h(Xv) - <X^T eta, w - v>, X^T eta = gradient - r.
      const Tensor r = random_normal({2, 3}, rng, 0, 0.1);
      double tilt = 0;
      for (std::size_t i = 0; i < v.size(); ++i)
        tilt += (gradient.data()[i] - r.data()[i]) * (w.data()[i] - v.data()[i]);
      EXPECT_GE(losses->fenchel_gap(w, r),
                plain_loss(tasks, w, kind) - plain_loss(tasks, v, kind) - tilt - 1e-10);
      EXPECT_NEAR(losses->fenchel_gap(w, zeros({2, 3})), 0, 1e-12);
    }
  }
}

TEST(TaskLosses, DependentColumnsHaveNoFenchelGap) {
  Rng rng(9);
  const std::vector<Batch> tasks = random_tasks({2, 2, 5}, rng);
  const Tensor w = zeros({2, 5}), r = full({2, 5}, 0.1);
  EXPECT_TRUE(std::isinf(LinearTasks(tasks).fenchel_gap(w, r)));
  EXPECT_TRUE(std::isinf(LogisticTasks(tasks).fenchel_gap(w, r)));
}

TEST(TaskLosses, ErrorsSayWhatToMend) {
  Rng rng(10);
  const std::vector<Batch> good = random_tasks({3, 4, 2}, rng);
  const auto linear = [](const std::vector<Batch>& tasks) {
    return error_of([&] { LinearTasks{tasks}; });
  };
  const auto logistic = [](const std::vector<Batch>& tasks) {
    return error_of([&] { LogisticTasks{tasks}; });
  };
  EXPECT_EQ(linear({}), "LinearTasks: there are no tasks: give one Batch a task.");
  std::vector<Batch> bad = good;
  bad[1].inputs = zeros({0, 2});
  EXPECT_EQ(linear(bad),
            "LinearTasks: the inputs of task 1 are [0 x 2], but must be [rows x features], neither "
            "of them 0: leave a task without rows out.");
  bad[1].inputs = zeros({4});
  EXPECT_EQ(logistic(bad),
            "LogisticTasks: the inputs of task 1 are [4], but must be [rows x features], neither "
            "of them 0: leave a task without rows out.");
  bad = good;
  bad[2].inputs = zeros({6, 3});
  EXPECT_EQ(linear(bad),
            "LinearTasks: task 2 has 3 features and task 0 has 2, but all tasks must have the same "
            "features: give a feature that a task lacks as 0.");
  bad = good;
  bad[0].inputs(1, 1) = std::numeric_limits<Scalar>::quiet_NaN();
  EXPECT_EQ(linear(bad),
            "LinearTasks: the inputs of task 0 hold nan, but must be finite: fill it in.");
  bad = good;
  bad[0].targets = zeros({4});
  EXPECT_EQ(linear(bad),
            "LinearTasks: the targets of task 0 are [4], but its inputs are [4 x 2]: there must be "
            "one target a row, as [4 x 1].");
  bad = good;
  bad[0].targets(3, 0) = std::numeric_limits<Scalar>::infinity();
  EXPECT_EQ(
      linear(bad),
      "LinearTasks: the targets of task 0 hold inf, but must be finite: leave such rows out.");
  bad = good;
  bad[1].labels.pop_back();
  EXPECT_EQ(logistic(bad),
            "LogisticTasks: task 1 has 4 labels, but its inputs are [5 x 2]: there must be one "
            "label a row.");
  bad[1].labels.push_back(2);
  EXPECT_EQ(logistic(bad),
            "LogisticTasks: task 1 has the label 2, but labels must be 0 (no) or 1 (yes).");
  const LinearTasks losses(good);
  EXPECT_EQ(error_of([&] {
              losses.of(Var(zeros({2, 3})));
            }),
            "LinearTasks: w is [2 x 3], but must be [3 x 2]: a row a task, a column a feature.");
  EXPECT_EQ(error_of([&] { losses.ridge_solution(-1); }),
            "LinearTasks: the ridge is -1, but must be finite and 0 or more.");
  EXPECT_EQ(error_of([&] {
              LinearTasks(random_tasks({1, 2, 5}, rng)).ridge_solution(0);
            }),
            "LinearTasks: the 5 columns of task 0 depend on each other, so its least squares have "
            "no single solution: use a ridge above 0.");
}

// One task of one feature, where (X^T X)^-1 is a number.
TEST(LogisticTasks, TheGapIsThatOfTheDualPointWithTheShiftedGradient) {
  Batch batch{tensor({3, 1}, {1, 2, -1}), {1, 0, 1}, {}};
  const double w = 0.3, r = 0.2, gram = 6;
  double expected = 0, gradient = 0, shifted = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double x = batch.inputs(i, 0), z = x * w, y = batch.labels[i];
    const double sigmoid = 1 / (1 + std::exp(-z)), p = sigmoid - x * r / gram;
    gradient += x * (sigmoid - y);
    shifted += x * (p - y);
    expected += std::log(1 + std::exp(z)) + p * std::log(p) + (1 - p) * std::log(1 - p) - p * z;
  }
  ASSERT_NEAR(shifted, gradient - r, 1e-12);
  EXPECT_NEAR(LogisticTasks({batch}).fenchel_gap(tensor({1, 1}, {0.3}), tensor({1, 1}, {0.2})),
              expected, 1e-12);
}

}  // namespace
}  // namespace tapestry::nn

// A target and its helpers: orthonormal directions, the cosines asked for, labels from the formula,
// coins, determinism, errors.
#include "datasets/generated/helper_tasks.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/error_of.hpp"

namespace tapestry::datasets {
namespace {

using HelperSizes = HelperTasks::Sizes;

double rows_product(const Tensor& matrix, std::size_t s, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < matrix.shape()[1]; ++j)
    sum += double{matrix(s, j)} * double{matrix(t, j)};
  return sum;
}

TEST(HelperTasks, KindsComeInOrder) {
  Rng rng(1);
  HelperSizes sizes;
  sizes.useful = 1, sizes.useless = 2, sizes.harmful = 1;
  const HelperTasks tasks(sizes, rng);
  ASSERT_EQ(tasks.tasks(), 5U);
  std::string names;
  for (std::size_t t = 0; t < 5; ++t) names += name_of(tasks.kind(t)) + " ";
  EXPECT_EQ(names, "target useful useless useless harmful ");
  sizes.useful = sizes.useless = sizes.harmful = 0;
  EXPECT_EQ(HelperTasks(sizes, rng).tasks(), 1U);
}

TEST(HelperTasks, DirectionsAreOrthonormal) {
  for (const std::size_t hidden : {2U, 3U, 6U}) {
    Rng rng(3);
    HelperSizes sizes;
    sizes.features = 6, sizes.hidden = hidden;
    const Tensor u = HelperTasks(sizes, rng).directions();
    ASSERT_EQ(u.shape(), (Shape{hidden, 6}));
    for (std::size_t s = 0; s < hidden; ++s)
      for (std::size_t t = 0; t < hidden; ++t)
        EXPECT_NEAR(rows_product(u, s, t), s == t ? 1 : 0, 1e-6) << s << " " << t;
  }
}

TEST(HelperTasks, WeightsHaveTheCosinesAskedFor) {
  for (const double c : {-1.0, -0.3, 0.0, 0.97, 1.0}) {
    Rng rng(5);
    HelperSizes sizes;
    sizes.useful_cosine = c, sizes.harmful_cosine = -c;
    const HelperTasks tasks(sizes, rng);
    const Tensor& a = tasks.weights();
    ASSERT_EQ(a.shape(), (Shape{11, 3}));
    EXPECT_NEAR(rows_product(a, 0, 0), 1, 1e-6);
    for (const std::size_t t : {1U, 2U, 3U}) {
      EXPECT_NEAR(rows_product(a, t, t), 1, 1e-6);
      EXPECT_NEAR(rows_product(a, 0, t), c, 1e-6);
    }
    for (const std::size_t t : {4U, 5U, 6U, 7U}) EXPECT_EQ(rows_product(a, t, t), 0);
    for (const std::size_t t : {8U, 9U, 10U}) EXPECT_NEAR(rows_product(a, 0, t), -c, 1e-6);
    // Beside what they have of the target, they differ.
    if (c > -1 && c < 1) {
      EXPECT_LT(rows_product(a, 1, 2), 0.9999);
    }
  }
}

TEST(HelperTasks, LabelsFollowTheFormula) {
  Rng rng(1);
  HelperSizes sizes;
  sizes.features = 5, sizes.slope = 0.7;
  const HelperTasks tasks(sizes, rng);
  for (const std::size_t t : {0U, 2U, 9U}) {
    const nn::Batch batch = tasks.draw(t, 50, rng);
    ASSERT_EQ(batch.inputs.shape(), (Shape{50, 5}));
    ASSERT_EQ(batch.labels.size(), 50U);
    for (std::size_t i = 0; i < 50; ++i) {
      double sum = 0;
      for (std::size_t m = 0; m < 3; ++m) {
        double z = 0;
        for (std::size_t j = 0; j < 5; ++j)
          z += double{tasks.directions()(m, j)} * double{batch.inputs(i, j)};
        sum += double{tasks.weights()(t, m)} * std::tanh(0.7 * z);
      }
      EXPECT_EQ(batch.labels[i], sum > 0 ? 1 : 0);
    }
  }
}

// How often the labels are 1, and how often they are on the side of the target's rule.
TEST(HelperTasks, UselessLabelsAreCoins) {
  Rng rng(2);
  const HelperTasks tasks({}, rng);
  constexpr std::size_t kRows = 20'000;
  const nn::Batch batch = tasks.draw(5, kRows, rng);
  double ones = 0, agree = 0;
  for (std::size_t i = 0; i < kRows; ++i) {
    double sum = 0;
    for (std::size_t m = 0; m < 3; ++m) {
      double z = 0;
      for (std::size_t j = 0; j < 20; ++j)
        z += double{tasks.directions()(m, j)} * double{batch.inputs(i, j)};
      sum += double{tasks.weights()(0, m)} * std::tanh(2 * z);
    }
    ones += batch.labels[i];
    agree += (sum > 0) == (batch.labels[i] == 1);
  }
  EXPECT_NEAR(ones / kRows, 0.5, 4 * 0.5 / std::sqrt(kRows));
  EXPECT_NEAR(agree / kRows, 0.5, 4 * 0.5 / std::sqrt(kRows));
}

TEST(HelperTasks, SameSeedSameBits) {
  const auto made = [](std::uint64_t seed) {
    Rng rng(seed);
    return HelperTasks({}, rng).draw(1, 40, rng);
  };
  EXPECT_EQ(made(1).inputs, made(1).inputs);
  EXPECT_EQ(made(1).labels, made(1).labels);
  EXPECT_NE(made(1).inputs, made(2).inputs);
  EXPECT_NE(made(1).labels, made(2).labels);
}

TEST(HelperTasks, Errors) {
  Rng rng(1);
  const auto error = [&](auto change) {
    HelperSizes sizes;
    change(sizes);
    return error_of([&] { HelperTasks(sizes, rng); });
  };
  const std::string who = "HelperTasks: ";
  EXPECT_EQ(error([](HelperSizes& s) { s.hidden = 1; }),
            who + "hidden = 1, but weights at an angle need at least 2: raise it.");
  EXPECT_EQ(error([](HelperSizes& s) { s.features = 2; }),
            who + "features = 2, but 3 orthogonal directions need at least 3: raise it.");
  EXPECT_EQ(error([](HelperSizes& s) { s.slope = 0; }),
            who + "the slope is 0, but must be positive and finite: change it.");
  EXPECT_EQ(error([](HelperSizes& s) { s.slope = INFINITY; }),
            who + "the slope is inf, but must be positive and finite: change it.");
  EXPECT_EQ(error([](HelperSizes& s) { s.useful_cosine = 1.5; }),
            who + "the useful tasks' cosine is 1.5, but a cosine is of -1 to 1: change it.");
  EXPECT_EQ(error([](HelperSizes& s) { s.harmful_cosine = std::nan(""); }),
            who + "the harmful tasks' cosine is nan, but a cosine is of -1 to 1: change it.");
  const HelperTasks tasks({}, rng);
  EXPECT_EQ(error_of([&] { tasks.draw(0, 0, rng); }),
            who + "0 rows were asked for: give at least 1.");
  const std::string unknown = who + "there is no task 11: the 11 tasks are numbered from 0.";
  EXPECT_EQ(error_of([&] { tasks.draw(11, 1, rng); }), unknown);
  EXPECT_EQ(error_of([&] { tasks.kind(11); }), unknown);
  EXPECT_EQ(error_of([] { name_of(static_cast<HelperKind>(9)); }),
            "name_of: 9 is no kind of task: give one of HelperKind.");
}

}  // namespace
}  // namespace tapestry::datasets

// The pair of regressions: the weights' lengths and cosine, the answers from the formula, the
// labels' correlation from its closed form, determinism, errors.
#include "datasets/generated/correlated_regressions.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "datasets/shared_rows.hpp"
#include "engine/array/random.hpp"
#include "tests/error_of.hpp"

namespace tapestry::datasets {
namespace {

using testing::ElementsAre;
using Sizes = CorrelatedRegressions::Sizes;

double product(const Tensor& w, std::size_t s, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) sum += double{w(s, j)} * double{w(t, j)};
  return sum;
}

double weighted(const Tensor& x, std::size_t row, const Tensor& w, std::size_t t) {
  double sum = 0;
  for (std::size_t j = 0; j < w.shape()[1]; ++j) sum += double{x(row, j)} * double{w(t, j)};
  return sum;
}

TEST(CorrelatedRegressions, WeightsHaveTheLengthAndTheCosineAskedFor) {
  for (const double p : {-1.0, -0.5, 0.0, 0.3, 1.0}) {
    Rng rng(3);
    Sizes sizes;
    sizes.features = 7;
    sizes.scale = 2;
    const CorrelatedRegressions pair(p, sizes, rng);
    const Tensor& w = pair.weights();
    ASSERT_EQ(w.shape(), (Shape{2, 7}));
    EXPECT_NEAR(product(w, 0, 0), 4, 1e-5);
    EXPECT_NEAR(product(w, 1, 1), 4, 1e-5);
    EXPECT_NEAR(product(w, 0, 1), 4 * p, 1e-5);
  }
}

TEST(CorrelatedRegressions, AnswersFollowTheFormula) {
  Rng rng(1);
  Sizes sizes{5, 1.5, {2, 0.5}, {0.25, -1}, 0};
  const CorrelatedRegressions pair(0.4, sizes, rng);
  const nn::SharedBatch batch = pair.draw(20, rng);
  ASSERT_EQ(batch.inputs.shape(), (Shape{20, 5}));
  ASSERT_EQ(batch.tasks.size(), 2U);
  for (std::size_t t = 0; t < 2; ++t) {
    ASSERT_EQ(batch.tasks[t].targets.shape(), (Shape{20, 1}));
    for (std::size_t i = 0; i < 20; ++i) {
      EXPECT_EQ(batch.tasks[t].rows[i], i);
      const double z = weighted(batch.inputs, i, pair.weights(), t);
      EXPECT_NEAR(double{batch.tasks[t].targets(i, 0)},
                  z + std::sin(2 * z + 0.25) + std::sin(0.5 * z - 1), 1e-5);
    }
  }
}

// Without sines, (y1, y2) is normal with variances c^2 + noise^2 and the covariance c^2 p. With one
// sine of beta = 0 and normal z, z' of variance 1 and correlation p:
//   E[z sin(a z')] = a p e^(-a^2/2),  E[sin(a z) sin(a z')] = (e^(-a^2 (1-p)) - e^(-a^2 (1+p)))
//   / 2.
TEST(CorrelatedRegressions, CovarianceIsTheClosedForm) {
  const std::size_t rows = 40000;
  for (const double p : {0.0, 0.5, 1.0})
    for (const double a : {0.0, 1.3}) {
      Rng rng(5);
      Sizes sizes{2, 1, {}, {}, 0.5};
      if (a > 0) sizes.alpha = {a}, sizes.beta = {0};
      const nn::SharedBatch batch = CorrelatedRegressions(p, sizes, rng).draw(rows, rng);
      const auto covariance = [&](std::size_t s, std::size_t t) {
        double sum = 0;  // the means are 0: y is odd in z
        for (std::size_t i = 0; i < rows; ++i)
          sum += double{batch.tasks[s].targets(i, 0)} * double{batch.tasks[t].targets(i, 0)};
        return sum / static_cast<double>(rows);
      };
      const auto expected = [&](double r) {
        return r + 2 * a * r * std::exp(-a * a / 2) +
               (std::exp(-a * a * (1 - r)) - std::exp(-a * a * (1 + r))) / 2;
      };
      const double error = 5 * 1.5 * (expected(1) + 0.25) / std::sqrt(static_cast<double>(rows));
      EXPECT_NEAR(covariance(0, 1), expected(p), error) << p << " " << a;
      EXPECT_NEAR(covariance(0, 0), expected(1) + 0.25, error);
      EXPECT_NEAR(covariance(1, 1), expected(1) + 0.25, error);
    }
}

TEST(CorrelatedRegressions, SameSeedSameBits) {
  const auto made = [](std::uint64_t seed) {
    Rng rng(seed);
    return CorrelatedRegressions(0.5, {}, rng).draw(8, rng);
  };
  EXPECT_EQ(made(1).inputs, made(1).inputs);
  EXPECT_EQ(made(1).tasks[1].targets, made(1).tasks[1].targets);
  EXPECT_NE(made(1).tasks[1].targets, made(2).tasks[1].targets);
}

// Row i's input is i, and its answers 10 i and class i: what is drawn must stay together.
TEST(DrawnRows, KeepInputsAndAnswersTogether) {
  nn::SharedBatch set;
  set.inputs = tensor({3, 1}, {0, 1, 2});
  set.tasks = {{{0, 1, 2}, {}, tensor({3, 1}, {0, 10, 20})}, {{0, 1, 2}, {0, 1, 2}, {}}};
  Rng rng(1);
  const nn::SharedBatch batch = drawn_rows(set, 60, rng);
  std::vector<int> counts(3);
  for (std::size_t i = 0; i < 60; ++i) {
    const Scalar x = batch.inputs(i, 0);
    EXPECT_EQ(batch.tasks[0].targets(i, 0), 10 * x);
    EXPECT_EQ(static_cast<Scalar>(batch.tasks[1].labels[i]), x);
    EXPECT_EQ(batch.tasks[1].rows[i], i);
    ++counts[static_cast<std::size_t>(batch.tasks[1].labels[i])];
  }
  EXPECT_THAT(counts, testing::Each(testing::Ge(8)));  // of 20 expected: 3.3 deviations
  const nn::Batch part = part_of(set, 1);
  EXPECT_EQ(part.inputs, set.inputs);
  EXPECT_THAT(part.labels, ElementsAre(0, 1, 2));
  EXPECT_EQ(part_of(set, 0).targets, set.tasks[0].targets);
}

TEST(CorrelatedRegressions, Errors) {
  Rng rng(1);
  const auto error = [&](double p, const Sizes& sizes) {
    return error_of([&] { CorrelatedRegressions(p, sizes, rng); });
  };
  const std::string who = "CorrelatedRegressions: ";
  EXPECT_EQ(error(1.5, {}),
            who + "p = 1.5, but it is the cosine between the tasks' weights: give -1 to 1.");
  EXPECT_EQ(error(std::nan(""), {}),
            who + "p = nan, but it is the cosine between the tasks' weights: give -1 to 1.");
  EXPECT_EQ(error(0, {1, 1, {}, {}, 0}),
            who + "features = 1, but two orthogonal directions need at least 2: raise it.");
  EXPECT_EQ(error(0, {2, 1, {1, 2}, {1}, 0}),
            who + "2 alphas and 1 betas, but each sine has one of each: give equally many.");
  EXPECT_EQ(error(0, {2, INFINITY, {}, {}, 0}),
            who + "scale = inf, but it must be finite: change it.");
  EXPECT_EQ(error(0, {2, 1, {INFINITY}, {1}, 0}),
            who + "an alpha = inf, but it must be finite: change it.");
  EXPECT_EQ(error(0, {2, 1, {1}, {INFINITY}, 0}),
            who + "a beta = inf, but it must be finite: change it.");
  EXPECT_EQ(error(0, {2, 1, {}, {}, -1}),
            who + "noise = -1, but a standard deviation must be 0 or more, and finite: change it.");
  const CorrelatedRegressions pair(0, {}, rng);
  EXPECT_EQ(error_of([&] { pair.draw(0, rng); }), who + "0 rows were asked for: give at least 1.");
  nn::SharedBatch set = pair.draw(3, rng);
  EXPECT_EQ(error_of([&] { drawn_rows(set, 0, rng); }),
            "drawn_rows: 0 rows were asked for: give at least 1.");
  EXPECT_EQ(error_of([&] { drawn_rows({}, 1, rng); }),
            "drawn_rows: the set has no rows: give one with at least 1.");
  EXPECT_EQ(error_of([&] { part_of(set, 2); }),
            "part_of: there is no task 2: the 2 tasks are numbered from 0.");
  set.tasks[1].rows.pop_back();
  const std::string missing =
      ": task 1 has answers to 2 of 3 rows, but all rows must be answered: give a set without "
      "missing answers.";
  EXPECT_EQ(error_of([&] { drawn_rows(set, 1, rng); }), "drawn_rows" + missing);
  EXPECT_EQ(error_of([&] { part_of(set, 0); }), "part_of" + missing);
}

}  // namespace
}  // namespace tapestry::datasets

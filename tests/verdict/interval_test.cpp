// Student's t against printed tables and closed forms; intervals against a hand-worked example and
// by how often they cover a known mean.
#include "nn/verdict/interval.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;

TEST(StudentT, QuantilesAreThoseOfTheTables) {
  struct Row {
    std::size_t degrees;
    double at_95, at_975, at_995;  // Fisher & Yates, table III: to the digits printed there
  };
  for (const Row& row :
       {Row{1, 6.314, 12.706, 63.657}, Row{2, 2.920, 4.303, 9.925}, Row{3, 2.353, 3.182, 5.841},
        Row{4, 2.132, 2.776, 4.604}, Row{5, 2.015, 2.571, 4.032}, Row{9, 1.833, 2.262, 3.250},
        Row{10, 1.812, 2.228, 3.169}, Row{30, 1.697, 2.042, 2.750},
        Row{120, 1.658, 1.980, 2.617}}) {
    EXPECT_THAT(student_t_quantile(0.95, row.degrees), DoubleNear(row.at_95, 5.1e-4));
    EXPECT_THAT(student_t_quantile(0.975, row.degrees), DoubleNear(row.at_975, 5.1e-4));
    EXPECT_THAT(student_t_quantile(0.995, row.degrees), DoubleNear(row.at_995, 5.1e-4));
    EXPECT_THAT(student_t_quantile(0.025, row.degrees), DoubleNear(-row.at_975, 5.1e-4));
  }
}

TEST(StudentT, ClosedFormsOfFewDegrees) {
  for (double p : {1e-6, 0.01, 0.3, 0.5, 0.6, 0.9, 0.999, 1 - 1e-6}) {
    // One degree is Cauchy's distribution; two have t = (2p - 1) / sqrt(2 p (1 - p)).
    const double one = std::tan(std::numbers::pi * (p - 0.5));
    const double two = (2 * p - 1) / std::sqrt(2 * p * (1 - p));
    EXPECT_THAT(student_t_quantile(p, 1), DoubleNear(one, 1e-8 * std::abs(one) + 1e-14)) << p;
    EXPECT_THAT(student_t_quantile(p, 2), DoubleNear(two, 1e-8 * std::abs(two) + 1e-14)) << p;
  }
}

TEST(StudentT, ProbabilityIsTheIntegralOfTheDensity) {
  for (std::size_t degrees : {3UL, 4UL, 7UL, 12UL}) {
    const double n = static_cast<double>(degrees);
    const double scale =
        std::exp(std::lgamma((n + 1) / 2) - std::lgamma(n / 2)) / std::sqrt(n * std::numbers::pi);
    const auto density = [&](double x) { return scale * std::pow(1 + x * x / n, -(n + 1) / 2); };
    for (double t : {0.3, 1.7, 4.0}) {
      constexpr int kSteps = 2000;  // Simpson's rule
      double sum = density(0) + density(t);
      for (int i = 1; i < kSteps; ++i) sum += density(t * i / kSteps) * (i % 2 == 1 ? 4 : 2);
      const double expected = 0.5 + sum * t / kSteps / 3;
      EXPECT_THAT(student_t_probability(t, degrees), DoubleNear(expected, 1e-12));
      EXPECT_THAT(student_t_probability(-t, degrees), DoubleNear(1 - expected, 1e-12));
    }
  }
}

TEST(StudentT, ManyDegreesAreNormal) {
  EXPECT_THAT(student_t_quantile(0.975, 1'000'000), DoubleNear(1.959964, 1e-5));
  EXPECT_THAT(student_t_quantile(0.975, 999'999), DoubleNear(1.959964, 1e-5));
  EXPECT_EQ(student_t_quantile(0.5, 3), 0);
}

TEST(StudentT, InfinityHasAllProbabilityBelowIt) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(student_t_probability(infinity, 5), DoubleNear(1, 1e-15));
  EXPECT_THAT(student_t_probability(-infinity, 4), DoubleNear(0, 1e-15));
}

TEST(StudentT, Errors) {
  EXPECT_EQ(error_of([] { student_t_quantile(0.975, 0); }),
            "student_t_quantile: Student's t needs at least 1 degree of freedom, but 0 were given: "
            "n values have n - 1.");
  EXPECT_EQ(error_of([] { student_t_quantile(1, 3); }),
            "student_t_quantile: the probability 1 was given, but it must lie between 0 and 1.");
  EXPECT_EQ(error_of([] { student_t_quantile(std::nan(""), 3); }),
            "student_t_quantile: the probability nan was given, but it must lie between 0 and 1.");
  EXPECT_EQ(error_of([] { student_t_probability(std::nan(""), 3); }),
            "student_t_probability: t is not a number.");
}

TEST(MeanInterval, AWorkedExample) {
  // 1 2 3 4 5: mean 3, s^2 = 10 / 4, standard error sqrt(0.5), t_{0.975, 4} = 2.7764.
  const Interval interval = mean_interval({1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(interval.mean, 3);
  EXPECT_THAT(interval.high - 3, DoubleNear(2.7764 * std::sqrt(0.5), 1e-4));
  EXPECT_THAT(3 - interval.low, DoubleNear(2.7764 * std::sqrt(0.5), 1e-4));
}

TEST(MeanInterval, EqualValuesHaveNoWidth) {
  const Interval interval = mean_interval({0.1, 0.1, 0.1});
  EXPECT_EQ(interval.mean, 0.1);
  EXPECT_EQ(interval.low, 0.1);
  EXPECT_EQ(interval.high, 0.1);
}

TEST(MeanInterval, CoversTheTrueMeanAsOftenAsItSays) {
  std::mt19937_64 rng(5);
  std::normal_distribution<double> normal(7, 3);
  for (const double level : {0.5, 0.95})
    for (const std::size_t n : {2UL, 5UL}) {
      constexpr int kExperiments = 20'000;
      int covered = 0;
      for (int i = 0; i < kExperiments; ++i) {
        std::vector<double> values(n);
        for (double& v : values) v = normal(rng);
        const Interval interval = mean_interval(values, level);
        covered += interval.low <= 7 && 7 <= interval.high;
      }
      // Four standard deviations of a count of that chance: at most 0.0142.
      const double four = 4 * std::sqrt(level * (1 - level) / kExperiments);
      EXPECT_THAT(double(covered) / kExperiments, DoubleNear(level, four)) << n << " values";
    }
}

TEST(MeanInterval, Errors) {
  EXPECT_EQ(error_of([] { mean_interval({0.9}); }),
            "mean_interval: 1 value was given, but how much they vary shows only in 2 or more: run "
            "more seeds.");
  EXPECT_EQ(error_of([] {
              mean_interval({1, std::nan("")});
            }),
            "mean_interval: value 1 of 2 is nan, but a mean needs finite ones.");
  EXPECT_EQ(
      error_of([] {
        mean_interval({1, 2}, 95);
      }),
      "mean_interval: the level 95 was given, but it must lie between 0 and 1, as 0.95 does.");
}

TEST(PairedDifference, WhatBothHaveInCommonCancels) {
  const Interval paired = paired_difference({10.1, 20.2, 30.3}, {10, 20, 30});
  EXPECT_THAT(paired.mean, DoubleNear(0.2, 1e-12));
  // Differences 0.1, 0.2, 0.3: s = 0.1, t_{0.975, 2} = 4.3027.
  EXPECT_THAT(paired.high - paired.mean, DoubleNear(4.3027 * 0.1 / std::sqrt(3.0), 1e-5));
  EXPECT_LT(paired.high - paired.low, mean_interval({10.1, 20.2, 30.3}).high / 10);
}

TEST(PairedDifference, Errors) {
  EXPECT_EQ(error_of([] {
              paired_difference({1, 2, 3}, {1, 2});
            }),
            "paired_difference: 3 values and 2 baselines: give one baseline a value, of the same "
            "seed.");
  EXPECT_EQ(error_of([] {
              paired_difference({1, 2}, {1, std::nan("")});
            }),
            "paired_difference: value 1 of 2 is nan, but a mean needs finite ones.");
}

}  // namespace
}  // namespace tapestry::nn

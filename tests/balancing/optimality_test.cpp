// What a method's direction must be, by the conditions in its paper: MGDA, CAGrad, IMTL-G,
// Nash-MTL.
#include <algorithm>
#include <cmath>
#include <random>

#include "nn/balancing/cagrad.hpp"
#include "nn/balancing/imtl_g.hpp"
#include "nn/balancing/mgda.hpp"
#include "nn/balancing/nash_mtl.hpp"
#include "tests/balancing/random_gradients.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// The weights of MGDA are on the simplex, and no task's gradient is nearer to 0 along d than d.
TEST(Mgda, MeetsTheKktConditions) {
  for (std::size_t tasks = 1; tasks <= 6; ++tasks)
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      const Rows j = random_rows(tasks, 5, seed, seed % 3);
      const std::vector<double> a = Mgda().weights(gradients_of(j)).weights;
      const std::vector<double> d = combined(j, a);
      double sum = 0, largest = 0;
      for (std::size_t t = 0; t < tasks; ++t) largest = std::max(largest, dot(j[t], j[t]));
      for (std::size_t t = 0; t < tasks; ++t) {
        sum += a[t];
        EXPECT_GE(a[t], 0);
        EXPECT_GE(dot(d, j[t]) - dot(d, d), -1e-9 * largest);
        if (a[t] > 0) {
          EXPECT_NEAR(dot(d, j[t]), dot(d, d), 1e-9 * largest);
        }
      }
      EXPECT_NEAR(sum, 1, 1e-12);
    }
}

// CAGrad's objective is concave, so no point of the ball may be better than its d.
TEST(CaGrad, NoPointOfTheBallIsBetter) {
  std::mt19937_64 rng(1);
  std::normal_distribution<double> normal;
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (double c : {0.2, 0.5, 1.5}) {
      const Rows j = random_rows(3, 4, seed <= 20 ? seed : 91000 + seed);
      const std::vector<double> mean = combined(j, {1.0 / 3, 1.0 / 3, 1.0 / 3});
      const auto worst = [&](const std::vector<double>& d) {
        return std::min({dot(d, j[0]), dot(d, j[1]), dot(d, j[2])});
      };
      const std::vector<double> d = combined(j, CaGrad(c).weights(gradients_of(j)).weights);
      std::vector<double> off = d;
      for (std::size_t i = 0; i < 4; ++i) off[i] -= mean[i];
      EXPECT_LE(norm(off), c * norm(mean) * (1 + 1e-8));
      for (int trial = 0; trial < 300; ++trial) {
        std::vector<double> other = d;  // a small step away, and back into the ball
        for (double& x : other) x += normal(rng) * 0.05 * norm(mean);
        for (std::size_t i = 0; i < 4; ++i) off[i] = other[i] - mean[i];
        const double back = std::min(1.0, c * norm(mean) / norm(off));
        for (std::size_t i = 0; i < 4; ++i) other[i] = mean[i] + back * off[i];
        EXPECT_LE(worst(other), worst(d) + 1e-7 * norm(mean)) << "seed " << seed << " c " << c;
      }
    }
}

// CAGrad by its dual, without our quadratic solver: d = m + c |m| g_w / |g_w| for the w on the
// simplex that makes <m, g_w> + c |m| |g_w| least, found here by shrinking random steps.
TEST(CaGrad, EqualsItsDualByRandomSearch) {
  std::mt19937_64 rng(2);
  std::normal_distribution<double> normal;
  for (std::uint64_t seed = 92001; seed <= 92020; ++seed) {
    const Rows j = random_rows(3, 5, seed);
    const double c = 0.5;
    const std::vector<double> mean = combined(j, {1.0 / 3, 1.0 / 3, 1.0 / 3});
    const auto dual = [&](const std::vector<double>& w) {
      const std::vector<double> g = combined(j, w);
      return dot(mean, g) + c * norm(mean) * norm(g);
    };
    std::vector<double> best = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    for (double size = 0.5; size > 1e-9; size *= 0.97)
      for (int trial = 0; trial < 60; ++trial) {
        std::vector<double> w = best;
        double sum = 0;
        for (double& x : w) sum += x = std::max(0.0, x + size * normal(rng));
        for (double& x : w) x /= sum;
        if (sum > 0 && dual(w) < dual(best)) best = w;
      }
    const std::vector<double> d = combined(j, CaGrad(c).weights(gradients_of(j)).weights);
    const std::vector<double> g = combined(j, best);
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_NEAR(d[i], mean[i] + c * norm(mean) * g[i] / norm(g), 1e-5 * norm(mean)) << seed;
  }
}

TEST(ImtlG, ProjectionsAreEqualAndWeightsSumToOne) {
  for (std::size_t tasks = 1; tasks <= 6; ++tasks)
    for (std::uint64_t seed = 1; seed <= 30; ++seed)
      for (double scale : {1e-12, 1e-4, 1.0, 1e4, 1e12}) {
        Rows j = random_rows(tasks, 8, seed);
        for (double& x : j[seed % tasks]) x *= scale;
        const std::vector<double> a = ImtlG().weights(gradients_of(j)).weights;
        const std::vector<double> d = combined(j, a);
        double sum = 0, size = 0;
        for (double x : a) {
          sum += x;
          size += std::abs(x);
        }
        EXPECT_NEAR(sum, 1, 1e-12 * size);
        const double first = dot(d, j[0]) / norm(j[0]);
        for (const std::vector<double>& g : j)
          EXPECT_NEAR(dot(d, g) / norm(g), first, 1e-8 * std::abs(first))
              << tasks << " tasks, seed " << seed << ", scale " << scale;
      }
}

TEST(ImtlG, PublishedWeights) {
  const Weighting a = ImtlG().weights(gradients_of({{-4, 1, 1}, {6, 1, 1}}));
  EXPECT_THAT(a.weights, ElementsAre(DoubleNear(0.5923, 5e-5), DoubleNear(0.4077, 5e-5)));
}

TEST(ImtlG, MayTurnAgainstEveryTask) {
  // g_2 is between the others and short, so that its weight, in its own units, is negative and
  // large.
  const Rows j = {{1, 0, 0.1}, {0, 1, 0.1}, {0.01, 0.01, 0.0}};
  const std::vector<double> d = combined(j, ImtlG().weights(gradients_of(j)).weights);
  for (const std::vector<double>& g : j) EXPECT_LT(dot(d, g), 0);
}

TEST(ImtlG, DependentAndZeroGradients) {
  const std::vector<double> g = {3, 4}, opposite = {-3, -4}, twice = {6, 8}, zero = {0, 0};
  const auto weights = [](const Rows& j) { return ImtlG().weights(gradients_of(j)).weights; };
  EXPECT_THAT(weights({g, g}), ElementsAre(DoubleNear(0.5, 1e-12), DoubleNear(0.5, 1e-12)));
  EXPECT_THAT(weights({g, twice}),
              ElementsAre(DoubleNear(2.0 / 3, 1e-12), DoubleNear(1.0 / 3, 1e-12)));
  EXPECT_THAT(weights({zero, g}), ElementsAre(0, DoubleNear(1, 1e-12)));
  EXPECT_THAT(weights({zero, zero}), ElementsAre(0, 0));
  EXPECT_THAT(weights({g, opposite}), ElementsAre(0, 0));
  EXPECT_THAT(weights({g, g, opposite}), ElementsAre(0, 0, 0));
}

TEST(NashMtl, SolvesItsEquationWhateverTheScales) {
  for (std::size_t tasks = 1; tasks <= 6; ++tasks)
    for (std::uint64_t seed = 1; seed <= 30; ++seed)
      for (double scale : {1e-12, 1e-4, 1.0, 1e4, 1e12}) {
        Rows j = random_rows(tasks, 8, seed);
        for (double& x : j[seed % tasks]) x *= scale;
        const std::vector<double> a = NashMtl().weights(gradients_of(j)).weights;
        const std::vector<double> d = combined(j, a);
        EXPECT_NEAR(norm(d), std::sqrt(tasks), 1e-8);
        for (std::size_t t = 0; t < tasks; ++t) {
          EXPECT_GT(a[t], 0);
          EXPECT_NEAR(a[t] * dot(d, j[t]), 1, 1e-8)
              << tasks << " tasks, seed " << seed << ", scale " << scale;
        }
      }
}

TEST(NashMtl, NoOtherDirectionHasALargerProductOfGains) {
  std::mt19937_64 rng(1);
  std::normal_distribution<double> normal;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Rows j = random_rows(3, 5, seed);
    const auto product = [&](const std::vector<double>& d) {
      double p = 1;
      for (const std::vector<double>& g : j) p *= std::max(0.0, dot(g, d) / norm(d) / norm(g));
      return p;
    };
    const std::vector<double> d = combined(j, NashMtl().weights(gradients_of(j)).weights);
    for (int trial = 0; trial < 500; ++trial) {
      std::vector<double> other = d;
      for (double& x : other) x += normal(rng) * (trial % 2 ? 1 : 0.05);
      EXPECT_LE(product(other), product(d) * (1 + 1e-12)) << "seed " << seed;
    }
  }
}

// For two tasks a_t = 1 / (||g_t|| sqrt(1 + c)), c the cosine: also where that is nearly -1.
TEST(NashMtl, TwoTasksInClosedForm) {
  for (double from_opposite : {3.0, 1.0, 0.1, 1e-2, 1e-3, 1e-4}) {
    const double angle = std::acos(-1) - from_opposite;
    const Rows j = {{2, 0}, {3 * std::cos(angle), 3 * std::sin(angle)}};
    const Weighting a = NashMtl().weights(gradients_of(j));
    EXPECT_TRUE(a.status.solved);
    EXPECT_LE(a.status.iterations, 60u);
    const double root = std::sqrt(2) * std::sin(from_opposite / 2);
    EXPECT_NEAR(a.weights[0] * 2 * root, 1, 1e-4 * std::min(1.0, 1e-4 / from_opposite));
    EXPECT_NEAR(a.weights[1] * 3 * root, 1, 1e-4 * std::min(1.0, 1e-4 / from_opposite));
  }
}

// TorchJD publishes the direction at length 1.
TEST(NashMtl, PublishedDirection) {
  const Rows j = {{-4, 1, 1}, {6, 1, 1}};
  const std::vector<double> d = combined(j, NashMtl().weights(gradients_of(j)).weights);
  EXPECT_NEAR(d[0] / norm(d), 0.0542, 5e-5);
  EXPECT_NEAR(d[1] / norm(d), 0.7061, 5e-5);
}

TEST(NashMtl, DependentStationaryAndZeroGradients) {
  const std::vector<double> g = {3, 4}, opposite = {-3, -4}, across = {4, -3}, zero = {0, 0};
  const auto weights = [](const Rows& j) { return NashMtl().weights(gradients_of(j)).weights; };
  const double third = 1 / (5 * std::sqrt(3)), fifth = 0.2;
  EXPECT_THAT(weights({g, g, g}), ElementsAre(DoubleNear(third, 1e-9), DoubleNear(third, 1e-9),
                                              DoubleNear(third, 1e-9)));
  EXPECT_THAT(weights({zero, g, across}),
              ElementsAre(0, DoubleNear(fifth, 1e-9), DoubleNear(fifth, 1e-9)));
  EXPECT_THAT(weights({zero, zero}), ElementsAre(0, 0));
  EXPECT_THAT(weights({g, opposite}), ElementsAre(0, 0));
  EXPECT_THAT(weights({g, across, opposite}), ElementsAre(0, 0, 0));
}

TEST(NashMtl, FewStepsDo) {
  std::size_t most = 0;
  for (std::size_t tasks = 1; tasks <= 8; ++tasks)
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
      for (std::size_t columns : {2u, 4u, 9u})
        most = std::max(
            most,
            NashMtl().weights(gradients_of(random_rows(tasks, columns, seed))).status.iterations);
  EXPECT_LE(most, 40u);
}

}  // namespace
}  // namespace tapestry::nn

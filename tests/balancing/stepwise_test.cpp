// The methods that depend on an order, or on what earlier steps left: PCGrad, GradVac, GradNorm.
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <random>

#include "nn/balancing/gradnorm.hpp"
#include "nn/balancing/gradvac.hpp"
#include "nn/balancing/pcgrad.hpp"
#include "nn/balancing/upgrad.hpp"
#include "tests/balancing/random_gradients.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(PcGrad, IsTwiceUpGradForTwoTasks) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const TaskGradients gradients = gradients_of(random_rows(2, 3, seed));
    const std::vector<double> pc = PcGrad().weights(gradients).weights;
    const std::vector<double> up = UpGrad().weights(gradients).weights;
    for (std::size_t t = 0; t < 2; ++t) EXPECT_NEAR(pc[t], 2 * up[t], 1e-9 * (1 + pc[t]));
  }
}

using Seeded = std::function<std::unique_ptr<GradientBalancer>(std::uint64_t)>;

const std::map<std::string, Seeded>& in_random_order() {
  static const std::map<std::string, Seeded> all = {
      {"PCGrad", [](std::uint64_t seed) { return std::make_unique<PcGrad>(seed); }},
      {"GradVac", [](std::uint64_t seed) { return std::make_unique<GradVac>(0.01, seed); }}};
  return all;
}

TEST(RandomOrder, TheSeedDecidesIt) {
  const TaskGradients gradients = gradients_of(random_rows(6, 4, 1));
  for (const auto& [name, make] : in_random_order()) {
    SCOPED_TRACE(name);
    const auto first = [&, &made = make](std::uint64_t seed) {
      return made(seed)->weights(gradients).weights;
    };
    EXPECT_EQ(first(7), first(7));
    bool differs = false;
    for (std::uint64_t seed = 1; seed < 10; ++seed) differs = differs || first(seed) != first(0);
    EXPECT_TRUE(differs);
  }
}

// Three tasks have 2 x 2 x 2 orders: over many seeds, all answers that they give for permuted tasks
// are the permuted answers, and about as frequent.
TEST(RandomOrder, PermutedTasksHavePermutedWeightsInDistribution) {
  const int seeds = 800;
  for (std::uint64_t j_seed : {2u, 5u, 9u})
    for (const auto& [name, make] : in_random_order()) {
      SCOPED_TRACE(base::text(name, ", gradients ", j_seed));
      const Rows j = random_rows(3, 4, j_seed), turned = {j[2], j[0], j[1]};
      std::map<std::vector<long>, int> counts, turned_counts;  // by the weights, rounded
      const auto rounded = [](double a, double b, double c) {
        return std::vector<long>{std::lround(a * 1e7), std::lround(b * 1e7), std::lround(c * 1e7)};
      };
      for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const std::vector<double> a = make(seed)->weights(gradients_of(j)).weights;
        const std::vector<double> b = make(seed + seeds)->weights(gradients_of(turned)).weights;
        ++counts[rounded(a[0], a[1], a[2])];
        ++turned_counts[rounded(b[1], b[2], b[0])];
      }
      EXPECT_EQ(counts.size(), turned_counts.size());
      for (const auto& [weights, count] : counts)
        EXPECT_NEAR(turned_counts[weights], count, 5 * std::sqrt(2.0 * count));
    }
}

TEST(GradVac, TheFirstStepIsThatOfPcGrad) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const TaskGradients gradients = gradients_of(random_rows(4, 5, seed));
    const std::vector<double> vaccinated = GradVac(0.01, seed).weights(gradients).weights;
    const std::vector<double> surgery = PcGrad(seed).weights(gradients).weights;
    for (std::size_t t = 0; t < 4; ++t)
      EXPECT_NEAR(vaccinated[t], surgery[t], 1e-9 * (1 + surgery[t]));
  }
}

TEST(GradVac, GradientsThatVanishLeaveTheTargets) {
  const Rows conflict = random_rows(3, 4, 2);
  const std::vector<double> g = {1, 2, 3, 4}, opposite = {-1, -2, -3, -4}, zero(4, 0.0);
  for (const Rows& first : {Rows{g, zero, opposite}, Rows{g, opposite, conflict[0]}})
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      GradVac method(0, seed);  // its targets stay 0
      PcGrad surgery(seed);
      for (const Rows& j : {first, conflict, first, conflict}) {
        const std::vector<double> expected = surgery.weights(gradients_of(j)).weights;
        const std::vector<double> a = method.weights(gradients_of(j)).weights;
        for (std::size_t t = 0; t < 3; ++t) EXPECT_NEAR(a[t], expected[t], 1e-9);
      }
    }
}

// The x >= 0 at which g + x h has this cosine with h, by bisection.
double amount(const std::vector<double>& g, const std::vector<double>& h, double cosine) {
  double low = 0, high = 1e6;
  for (int step = 0; step < 200; ++step) {
    const double x = (low + high) / 2;
    std::vector<double> v = g;
    for (std::size_t i = 0; i < v.size(); ++i) v[i] += x * h[i];
    (dot(v, h) < cosine * norm(v) * norm(h) ? low : high) = x;
  }
  return low;
}

Rows pair_with_cosine(double cosine) {
  return {{2, 0}, {3 * cosine, 3 * std::sqrt(1 - cosine * cosine)}};
}

TEST(GradVac, RaisesTheCosinesToAveragesOfThoseBefore) {
  GradVac method(0.5);
  double target = 0;
  for (double cosine : {0.8, 0.2, 0.1, -0.9, -0.95, -0.99, -0.8}) {
    const Rows j = pair_with_cosine(cosine);
    const double x = cosine < target ? amount(j[0], j[1], target) : 0;
    const double y = cosine < target ? amount(j[1], j[0], target) : 0;
    EXPECT_THAT(method.weights(gradients_of(j)).weights,
                ElementsAre(DoubleNear(1 + y, 1e-6), DoubleNear(1 + x, 1e-6)))
        << "cosine " << cosine << ", target " << target;
    target = 0.5 * target + 0.5 * cosine;
  }
  EXPECT_LT(target, 0) << "a target below 0 is a case of its own";
}

TEST(GradVac, TargetsBelongToPairsOfTaskNumbers) {
  const auto of_tasks = [](std::vector<std::size_t> tasks, double cosine) {
    TaskGradients gradients = gradients_of(pair_with_cosine(cosine));
    gradients.tasks = std::move(tasks);
    return gradients;
  };
  GradVac method(0.5);
  method.weights(of_tasks({1, 4}, 0.8));
  EXPECT_THAT(method.weights(of_tasks({1, 2}, 0.2)).weights, ElementsAre(1, 1));
  const Rows j = pair_with_cosine(0.2);
  EXPECT_THAT(method.weights(of_tasks({1, 4}, 0.2)).weights,
              ElementsAre(DoubleNear(1 + amount(j[1], j[0], 0.4), 1e-6),
                          DoubleNear(1 + amount(j[0], j[1], 0.4), 1e-6)));
}

TEST(GradVac, TargetsNearOneStayReachable) {
  GradVac method(1);
  const std::vector<double> g = {1, 2};
  method.weights(gradients_of({g, g}));
  const Rows j = pair_with_cosine(0.5);
  const double goal = 1 - 1e-6;
  EXPECT_THAT(method.weights(gradients_of(j)).weights,
              ElementsAre(DoubleNear(1 + amount(j[1], j[0], goal), 1e-3),
                          DoubleNear(1 + amount(j[0], j[1], goal), 1e-3)));
}

TaskGradients orthogonal(const std::vector<double>& lengths, std::vector<double> losses) {
  TaskGradients gradients;
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    gradients.tasks.push_back(s);
    for (std::size_t t = 0; t < lengths.size(); ++t)
      gradients.gramian.push_back(s == t ? lengths[s] * lengths[s] : 0);
  }
  gradients.losses = std::move(losses);
  return gradients;
}

TEST(GradNorm, TwoStepsByHand) {
  GradNorm method(1, 0.1);
  EXPECT_THAT(method.weights(orthogonal({3, 1}, {4, 10})).weights, ElementsAre(1, 1));
  // The mean length is 2, both rates are 1: 3/2 is above 1 and 1/2 below.
  const double down = std::exp(-0.1 * 1.5), up = std::exp(0.1 * 0.5);
  const double w0 = 2 * down / (down + up), w1 = 2 * up / (down + up);
  // Then losses of 1/4 and 3/4 of the first: the rates are 1/2 and 3/2. Lengths 2 w0 and w1 have
  // the ratios below to their mean, both above their targets: 1/2 below, 3/2 above.
  EXPECT_THAT(method.weights(orthogonal({2, 1}, {1, 7.5})).weights,
              ElementsAre(DoubleNear(w0, 1e-14), DoubleNear(w1, 1e-14)));
  const double mean = (2 * w0 + w1) / 2, r0 = 2 * w0 / mean, r1 = w1 / mean;
  ASSERT_GT(r0, 0.5);
  ASSERT_LT(r1, 1.5);
  const double v0 = w0 * std::exp(-0.1 * r0), v1 = w1 * std::exp(0.1 * r1);
  EXPECT_THAT(
      method.weights(orthogonal({2, 1}, {1, 7.5})).weights,
      ElementsAre(DoubleNear(2 * v0 / (v0 + v1), 1e-14), DoubleNear(2 * v1 / (v0 + v1), 1e-14)));
}

// The step against finite differences of the paper's objective, along the logarithm of the weights.
TEST(GradNorm, AStepIsOneDownTheGradientOfItsObjective) {
  std::mt19937_64 rng(3);
  std::uniform_real_distribution<double> uniform(0.2, 3);
  for (int trial = 0; trial < 30; ++trial) {
    const double alpha = uniform(rng), rate = 0.05;
    GradNorm method(alpha, rate);
    std::vector<double> first, losses, length;
    for (std::size_t t = 0; t < 4; ++t) {
      first.push_back(uniform(rng));
      losses.push_back(uniform(rng));
      length.push_back(uniform(rng));
    }
    method.weights(orthogonal({1, 2, 3, 1}, first));
    const std::vector<double> w = method.weights(orthogonal(length, losses)).weights;
    double mean = 0, mean_rate = 0;
    for (std::size_t t = 0; t < 4; ++t) {
      mean += w[t] * length[t] / 4;
      mean_rate += losses[t] / first[t] / 4;
    }
    const auto objective = [&](const std::vector<double>& log_w) {
      double sum = 0;
      for (std::size_t t = 0; t < 4; ++t)
        sum += std::abs(std::exp(log_w[t]) * length[t] -
                        mean * std::pow(losses[t] / first[t] / mean_rate, alpha));
      return sum / mean;
    };
    std::vector<double> log_w, expected;
    for (double x : w) log_w.push_back(std::log(x));
    double sum = 0;
    for (std::size_t t = 0; t < 4; ++t) {
      std::vector<double> up = log_w, down = log_w;
      up[t] += 1e-6;
      down[t] -= 1e-6;
      const double slope = (objective(up) - objective(down)) / 2e-6;
      sum += expected.emplace_back(w[t] * std::exp(-rate * slope));
    }
    const std::vector<double> next = method.weights(orthogonal(length, losses)).weights;
    for (std::size_t t = 0; t < 4; ++t) EXPECT_NEAR(next[t], 4 * expected[t] / sum, 1e-8);
  }
}

TEST(GradNorm, ReachesTheTargets) {
  for (double scale : {1e-6, 1.0, 1e6}) {
    GradNorm method(1, 0.01);
    const std::vector<double> length = {100 * scale, 1 * scale, 10 * scale};
    method.weights(orthogonal(length, {1, 1, 1}));
    std::vector<double> w;
    for (int step = 0; step < 3000; ++step)
      w = method.weights(orthogonal(length, {1, 2, 3})).weights;
    const double mean = (w[0] * length[0] + w[1] * length[1] + w[2] * length[2]) / 3;
    EXPECT_NEAR(w[0] + w[1] + w[2], 3, 1e-9);
    EXPECT_NEAR(w[0] * length[0] / mean, 0.5, 0.05);
    EXPECT_NEAR(w[1] * length[1] / mean, 1, 0.05);
    EXPECT_NEAR(w[2] * length[2] / mean, 1.5, 0.05);
  }
}

TEST(GradNorm, AStepOnSomeTasksLeavesTheOthersAndTheSum) {
  GradNorm method(1, 0.1), without(1, 0.1);
  const TaskGradients all = orthogonal({3, 1, 2}, {1, 1, 1});
  TaskGradients two = orthogonal({5, 1}, {1, 1});
  two.tasks = {0, 2};
  method.weights(all);
  without.weights(all);
  for (int step = 0; step < 3; ++step) method.weights(two);
  const std::vector<double> after = method.weights(all).weights;
  const std::vector<double> before = without.weights(all).weights;
  EXPECT_EQ(after[1], before[1]);
  EXPECT_LT(after[0], before[0] - 0.1);
  EXPECT_NEAR(after[0] + after[2], before[0] + before[2], 1e-12);
}

TEST(GradNorm, LossesOfZeroLater) {
  GradNorm method(1, 0.1), equal(1, 0.1);
  method.weights(orthogonal({1, 1}, {1, 1}));
  method.weights(orthogonal({1, 1}, {0, 1}));
  const std::vector<double> w = method.weights(orthogonal({1, 1}, {0, 1})).weights;
  EXPECT_LT(w[0], 1);
  EXPECT_GT(w[1], 1);
  // All of them: no task is slower than another.
  method = equal;
  for (double loss : {1.0, 0.0, 0.0}) {
    const TaskGradients gradients = orthogonal({3, 1}, {loss, loss});
    const std::vector<double> expected = equal.weights(orthogonal({3, 1}, {1, 1})).weights;
    EXPECT_EQ(method.weights(gradients).weights, expected);
  }
}

TEST(GradNorm, BadLossesAreErrors) {
  const auto text_of = [](std::vector<double> losses) {
    return error_of([&] { GradNorm().weights(orthogonal({1, 1}, losses)); });
  };
  const std::string rule =
      ", but must be finite, 0 or more, and in the task's first step more than 0, as later ones "
      "are divided by it: use a loss that is positive, or another method.";
  EXPECT_EQ(text_of({1}), "GradNorm: there are 1 losses for 2 tasks: give one loss a task.");
  EXPECT_EQ(text_of({1, 0}), "GradNorm: the loss of task 1 is 0" + rule);
  EXPECT_EQ(text_of({-2, 1}), "GradNorm: the loss of task 0 is -2" + rule);
  EXPECT_EQ(text_of({1, std::numeric_limits<double>::infinity()}),
            "GradNorm: the loss of task 1 is inf" + rule);
}

}  // namespace
}  // namespace tapestry::nn

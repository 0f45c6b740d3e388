// The answers that the page of 11_learning_what_to_train gives to its exercises.
#include <gmock/gmock.h>

#include <cmath>

#include "nn/scoring/bandits.hpp"
#include "nn/scoring/marginal_gradient.hpp"
#include "nn/scoring/score_function.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/subset_selection.hpp"

namespace tapestry::test {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

// Of coins with the worths v, by the definition: the sum of P(t in T) v_t, and the entropy.
double worth_and_entropy(const std::vector<double>& marginals, const std::vector<double>& v,
                         double weight) {
  double sum = 0;
  for (std::size_t t = 0; t < v.size(); ++t) {
    const double p = marginals[t];
    sum += p * v[t] - weight * (p * std::log(p) + (1 - p) * std::log(1 - p));
  }
  return sum;
}

TEST(Exercises11, BestScoresAreTheWorthsOverTheEntropysWeight) {
  const std::vector<double> v = {1, -0.5};
  EXPECT_THAT(nn::covariance_times(nn::SubsetSelection({0, 0}), v),
              Pointwise(DoubleNear(1e-12), {0.25, -0.125}));
  // Up the gradient from 0, as MarginalGradient does.
  std::vector<double> s = {0, 0};
  for (int step = 0; step < 2000; ++step) {
    const std::vector<double> pull = {v[0] - 0.5 * s[0], v[1] - 0.5 * s[1]};
    const std::vector<double> ascent = nn::covariance_times(nn::SubsetSelection(s), pull);
    for (std::size_t t = 0; t < 2; ++t) s[t] += ascent[t];
  }
  EXPECT_THAT(s, Pointwise(DoubleNear(1e-6), {2, -1}));
  const nn::SubsetSelection best(s);
  EXPECT_THAT(best.marginals(), Pointwise(DoubleNear(5e-4), {0.881, 0.269}));
  EXPECT_NEAR(worth_and_entropy(best.marginals(), v, 0.5), 1.220, 5e-4);
  EXPECT_NEAR(0.5 * best.log_partition(), 1.220, 5e-4);
  EXPECT_THAT(nn::exactly_k(s, 1).marginals(), Pointwise(DoubleNear(5e-4), {0.953, 0.047}));
  const std::vector<double> sure = {1 / 0.01, -0.5 / 0.01};
  EXPECT_THAT(nn::SubsetSelection(sure).marginals(), Pointwise(DoubleNear(1e-12), {1, 0}));
  EXPECT_THAT(nn::exactly_k(sure, 1).marginals(), Pointwise(DoubleNear(1e-12), {1, 0}));
}

// Mean and deviation of (r - b) (1_T - 1/2) over the coin, with r = 10 or 9 and b by the reward.
template <class Baseline>
std::pair<double, double> coin_estimate(Baseline of) {
  const double with = (10 - of(10)) * 0.5, without = (9 - of(9)) * -0.5;
  return {(with + without) / 2, std::abs(with - without) / 2};
}

TEST(Exercises11, ABaselineTakesAwayNoiseButMustNotKnowTheDraw) {
  const auto none = coin_estimate([](double) { return 0.0; });
  EXPECT_NEAR(none.first, 0.25, 1e-12);
  EXPECT_NEAR(none.second, 4.75, 1e-12);
  const auto mean = coin_estimate([](double) { return 9.5; });
  EXPECT_NEAR(mean.first, 0.25, 1e-12);
  EXPECT_NEAR(mean.second, 0, 1e-12);
  const auto mixed = coin_estimate([](double r) { return (9.5 + r) / 2; });
  EXPECT_NEAR(mixed.first, 0.125, 1e-12);
}

// The same of the library: one step from a baseline of 9.5, for each side of the coin.
TEST(Exercises11, TheLibrarysStepIsTheEstimate) {
  struct Told : nn::Reward {
    std::vector<double> rewards;
    double since_last() override {
      const double first = rewards[0];
      rewards.erase(rewards.begin());
      return first;
    }
  };
  for (const bool in : {true, false}) {
    const auto reward = std::make_shared<Told>();
    reward->rewards = {0, 9.5, in ? 10.0 : 9.0};  // the first is not looked at, the second learned
    nn::ScoreFunction scorer(reward);
    const nn::SubsetSelection coin({0});
    Rng rng(1);
    scorer.scores(coin, rng);
    scorer.drew({0}, coin);
    scorer.scores(coin, rng);
    scorer.drew(in ? nn::TaskNumbers{0} : nn::TaskNumbers{}, coin);
    EXPECT_NEAR(scorer.scores(coin, rng)[0], 0.25, 1e-12);
  }
}

TEST(Exercises11, TheBoundOfExp3) {
  const double k_log_k = 10 * std::log(10);
  EXPECT_NEAR(nn::Exp3::best_gamma(10, 1500), 0.0945, 5e-5);
  EXPECT_NEAR(std::sqrt(k_log_k / ((std::exp(1) - 1) * 1500)), 0.0945, 5e-5);
  const auto bound = [&](double n) { return 2 * std::sqrt((std::exp(1) - 1) * n * k_log_k); };
  EXPECT_NEAR(bound(1500), 487, 0.5);
  EXPECT_NEAR(bound(63'304), 0.05 * 63'304, 0.05);
}

}  // namespace
}  // namespace tapestry::test

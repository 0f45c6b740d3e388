// Scores learned by the score-function gradient, against the exact one, on rewards that are known.
#include <gmock/gmock.h>

#include <cmath>

#include "nn/scoring/marginal_gradient.hpp"
#include "nn/scoring/score_function.hpp"
#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/interacting_tasks.hpp"
#include "nn/selection/subset_selection.hpp"
#include "tests/error_of.hpp"
#include "tests/scoring/played.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

double worth(const TaskNumbers& subset) {
  const std::vector<double> v = {1, -2, 0.5, 0.25};
  double sum = 0;
  for (const std::size_t t : subset) sum += v[t];
  return sum;
}

// One step's change of the scores, over many draws: its mean is the exact gradient, with the
// baseline and without; and the baseline makes it scatter less.
TEST(ScoreFunction, IsTheExactGradientInTheMean) {
  const std::vector<double> start = {0.3, -1, 0.5, 0.2};
  const SubsetSelection every(start);
  const ChainSubsets two = exactly_k(start, 2);
  for (const SubsetDistribution* rule : {static_cast<const SubsetDistribution*>(&every),
                                         static_cast<const SubsetDistribution*>(&two)}) {
    const std::vector<double> exact = covariance_times(*rule, {1, -2, 0.5, 0.25});
    std::vector<double> scatter;
    for (const bool baseline : {false, true}) {
      Rng rng(7);
      constexpr int kDraws = 20000;
      std::vector<double> sum(4), squares(4);
      for (int draw = 0; draw < kDraws; ++draw) {
        auto reward = std::make_shared<Told>();
        ScoreFunction scorer(reward, {.rate = 1,
                                      .entropy = 0,
                                      .baseline_decay = baseline ? 0.5 : 1,
                                      .start = start,
                                      .target = std::nullopt});
        // With a baseline the first reward, 5 + worth, only sets it.
        if (baseline) {
          scorer.scores(*rule, rng);
          scorer.drew({0, 2}, *rule);
          reward->next = 5 + worth({0});
        }
        const std::vector<double> before = scorer.scores(*rule, rng);
        const TaskNumbers subset = rule->sample(rng);
        scorer.drew(subset, *rule);
        reward->next = 5 + worth(subset);
        const std::vector<double> after = scorer.scores(*rule, rng);
        for (std::size_t t = 0; t < 4; ++t) {
          sum[t] += after[t] - before[t];
          squares[t] += std::pow(after[t] - before[t], 2);
        }
      }
      double variance = 0;
      for (std::size_t t = 0; t < 4; ++t) {
        const double mean = sum[t] / kDraws, of_one = squares[t] / kDraws - mean * mean;
        EXPECT_NEAR(mean, exact[t], 4 * std::sqrt(of_one / kDraws) + 1e-12) << rule->name();
        variance += of_one;
      }
      scatter.push_back(variance);
    }
    EXPECT_LT(scatter[1], 0.3 * scatter[0]) << rule->name();
  }
}

TEST(ScoreFunction, LearnsTheBestSubsetWithinABudget) {
  auto reward = std::make_shared<Told>();
  ScoreFunction scorer(
      reward,
      {.rate = 0.3, .entropy = 0, .baseline_decay = 0.9, .start = {}, .target = std::nullopt});
  const ChainSubsets rule = within_budget({0, 0, 0, 0}, {2, 1, 2, 3}, 4);
  Rng rng(3);
  play(scorer, *reward, rule, 2000, rng, worth);  // {0, 2}: 1.5; {0}: 1; {2}: 0.5; ...
  const auto p = rule.with_scores(scorer.scores(rule, rng));
  EXPECT_GT(std::exp(p->log_probability({0, 2})), 0.95);
}

TEST(ScoreFunction, EntropyKeepsItOpen) {
  for (const double entropy : {0.0, 0.5}) {
    auto reward = std::make_shared<Told>();
    ScoreFunction scorer(reward, {.rate = 0.05,
                                  .entropy = entropy,
                                  .baseline_decay = 0.9,
                                  .start = {},
                                  .target = std::nullopt});
    const SubsetSelection rule({0, 0, 0, 0});
    Rng rng(3);
    play(scorer, *reward, rule, 5000, rng, worth);
    const std::vector<double> s = scorer.scores(rule, rng);
    if (entropy == 0)
      EXPECT_GT(s[0], 4);
    else  // the optimum is v / entropy
      for (const auto& [t, v] : {std::pair{0, 1.0}, {1, -2.0}, {2, 0.5}, {3, 0.25}})
        EXPECT_NEAR(s[std::size_t(t)], v / entropy, 0.7) << t;
  }
}

// With a target: it stays in every T whatever the rewards do to the others' scores.
TEST(ScoreFunction, TheTargetStays) {
  auto reward = std::make_shared<Told>();
  ScoreFunction scorer(reward, {1, 0, 1, {}, /*target=*/2});
  const ChainSubsets two = exactly_k({0, 0, 0, 0}, 2);
  Rng rng(3);
  for (int round = 0; round < 6; ++round) {
    const auto p = two.with_scores(scorer.scores(two, rng));
    EXPECT_GT(p->marginals()[2], 1 - 1e-15) << round;
    scorer.drew(p->sample(rng), *p);
    reward->next = round % 2 == 0 ? -300 : 200;
  }
}

TEST(ScoreFunction, Errors) {
  Rng rng(1);
  auto reward = std::make_shared<Told>();
  EXPECT_EQ(error_of([] { ScoreFunction(nullptr); }),
            "ScoreFunction: there is no reward to learn from: give one, such as HeldOutGain.");
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {0, 0, 0.9, {}, {}});
              }),
              HasSubstr("ScoreFunction: the rate is 0"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, -1, 0.9, {}, {}});
              }),
              HasSubstr("the weight of the entropy is -1"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, 0, 1.5, {}, {}});
              }),
              HasSubstr("the decay is 1.5"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, 0, 0.9, {1, 2}, {}}).scores(one_of(3), rng);
              }),
              HasSubstr("there are 2 scores for 'exactly 1' over 3 tasks"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, 0, 0.9, {}, 3}).scores(one_of(3), rng);
              }),
              HasSubstr("ScoreFunction: the target is task 3"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, 0.1, 0.9, {}, {}})
                    .scores(InteractingTasks({0, 0}, std::vector<double>(4)), rng);
              }),
              HasSubstr("has more in P(T) than the scores"));
}

}  // namespace
}  // namespace tapestry::nn

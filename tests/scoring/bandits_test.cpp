// EXP3 and Thompson sampling against their papers' rules and bounds, on rewards that are known.
#include "nn/scoring/bandits.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/error_of.hpp"
#include "tests/scoring/played.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

// Figure 1 of Auer et al., by hand: K = 3, gamma = 0.3.
TEST(Exp3, FirstRoundsByHand) {
  auto reward = std::make_shared<Told>();
  Exp3 scorer(reward, {.gamma = 0.3, .scale = 0, .target = std::nullopt});
  const ChainSubsets rule = one_of(3);
  Rng rng(1);
  std::vector<double> weights = {1, 1, 1};
  for (const auto& [arm, x] : {std::pair{1, 1.0}, {1, 0.5}, {2, 0.25}, {0, 0.0}}) {
    const std::vector<double> marginals = rule.with_scores(scorer.scores(rule, rng))->marginals();
    const double sum = weights[0] + weights[1] + weights[2];
    for (std::size_t t = 0; t < 3; ++t)
      EXPECT_NEAR(marginals[t], 0.7 * weights[t] / sum + 0.1, 1e-14);
    const auto drawn = std::size_t(arm);
    scorer.drew({drawn}, rule);
    reward->next = x;
    weights[drawn] *= std::exp(0.3 * (x / marginals[drawn]) / 3);
  }
}

// Three adversaries: the best arm's gain less what was gained, over many runs, within the bound;
// even draws miss far more of the first.
TEST(Exp3, RegretIsWithinItsBound) {
  constexpr std::size_t kArms = 8;
  constexpr int kRounds = 3000, kRuns = 20;
  const double bound = 2 * std::sqrt((std::exp(1.0) - 1) * kRounds * kArms * std::log(kArms));
  const auto gain = [](int adversary, int round, std::size_t arm) {
    if (adversary == 0) return arm == 5 ? 0.9 : 0.2;                       // one good arm
    if (adversary == 1) return arm == 5 ? (round >= 900 ? 1.0 : 0) : 0.2;  // good from then on
    // Two in turn, 500 rounds each: whoever draws evenly misses more than the bound of the first.
    const bool first = round / 500 % 2 == 0;
    return arm == 2 ? (first ? 1.0 : 0.4) : arm == 5 ? (first ? 0.0 : 0.8) : 0.0;
  };
  for (const int adversary : {0, 1, 2}) {
    std::vector<double> gains(kArms);
    double got = 0, estimated = 0;
    for (int run = 0; run < kRuns; ++run) {
      auto reward = std::make_shared<Told>();
      Exp3 scorer(reward,
                  {.gamma = Exp3::best_gamma(kArms, kRounds), .scale = 0, .target = std::nullopt});
      Rng rng(100 + run);
      const ChainSubsets rule = one_of(kArms);
      int round = 0;
      play(scorer, *reward, rule, kRounds, rng, [&](const TaskNumbers& subset) {
        const double x = gain(adversary, round++, subset[0]);
        got += x;
        return x;
      });
      scorer.scores(rule, rng);  // the last reward
      EXPECT_EQ(scorer.draws(), std::uint64_t(kRounds));
      estimated += scorer.regret();
    }
    for (int round = 0; round < kRounds; ++round)
      for (std::size_t arm = 0; arm < kArms; ++arm) gains[arm] += gain(adversary, round, arm);
    const double best = *std::max_element(gains.begin(), gains.end());
    const double regret = best - got / kRuns;
    EXPECT_LT(regret, bound) << adversary;
    // The bound says something: draws that are even miss more.
    double evenly = 0;
    for (const double each : gains) evenly += each / kArms;
    EXPECT_GT(best - evenly, bound) << adversary;
    if (adversary == 0) {
      const double even = best - (0.9 + 7 * 0.2) / 8 * kRounds;
      EXPECT_LT(regret, even / 3);
      EXPECT_NEAR(estimated / kRuns, regret, 0.25 * regret) << "its own estimate";
    }
  }
}

// The posterior of a normal mean, in closed form: precision 1 / prior^2 + n / noise^2.
TEST(Thompson, PosteriorInClosedForm) {
  auto reward = std::make_shared<Told>();
  Thompson scorer(reward, {.noise = 0.5, .prior = 2, .memory = 1, .target = std::nullopt});
  const ChainSubsets rule = one_of(2);
  Rng rng(1);
  double sum = 0;
  for (const double x : {1.0, 0.4, 0.7, -0.3}) {
    scorer.scores(rule, rng);
    scorer.drew({1}, rule);
    reward->next = x;
    sum += x;
  }
  scorer.scores(rule, rng);
  EXPECT_NEAR(scorer.means()[1], (sum / 0.25) / (1 / 4.0 + 4 / 0.25), 1e-14);
  EXPECT_EQ(scorer.means()[0], 0);
  EXPECT_NEAR(scorer.regret(), 0, 1e-14);
}

// What was seen k rounds ago has the weight memory^k; the prior keeps its own.
TEST(Thompson, ForgetsInClosedForm) {
  auto reward = std::make_shared<Told>();
  const double memory = 0.5;
  Thompson scorer(reward, {.noise = 0.5, .prior = 2, .memory = memory, .target = std::nullopt});
  const ChainSubsets rule = one_of(2);
  Rng rng(1);
  double sum = 0, weight = 0;
  for (const double x : {1.0, 0.4, 0.7, -0.3}) {
    scorer.scores(rule, rng);
    scorer.drew({1}, rule);
    reward->next = x;
    sum = memory * sum + x;
    weight = memory * weight + 1;
  }
  scorer.scores(rule, rng);
  EXPECT_NEAR(scorer.means()[1], (sum / 0.25) / (1 / 4.0 + weight / 0.25), 1e-14);
}

// Arms of normal rewards with known means: the regret is far below that of even draws, grows more
// slowly than the rounds, and its own estimate is near.
TEST(Thompson, FindsTheBestArm) {
  const std::vector<double> truth = {0.2, 0, 0.6, -0.5, 0.1};
  double at_500 = 0, at_5000 = 0, estimated = 0;
  constexpr int kRuns = 20;
  for (int run = 0; run < kRuns; ++run) {
    auto reward = std::make_shared<Told>();
    Thompson scorer(reward, {.noise = 0.5, .prior = 1, .memory = 1, .target = std::nullopt});
    Rng rng(run), of_rewards(1000 + run);
    NormalDraw normal;
    double regret = 0;
    const ChainSubsets rule = one_of(5);
    const auto draw = [&](const TaskNumbers& subset) {
      regret += 0.6 - truth[subset[0]];
      return truth[subset[0]] + 0.5 * normal(of_rewards);
    };
    play(scorer, *reward, rule, 500, rng, draw);
    at_500 += regret / kRuns;
    play(scorer, *reward, rule, 4500, rng, draw);
    at_5000 += regret / kRuns;
    estimated += scorer.regret() / kRuns;
    EXPECT_EQ(
        std::max_element(scorer.means().begin(), scorer.means().end()) - scorer.means().begin(), 2);
  }
  const double even = 0.6 - (0.2 + 0 + 0.6 - 0.5 + 0.1) / 5;
  EXPECT_LT(at_500, 0.1 * 500 * even);
  EXPECT_LT(at_5000, 2.5 * at_500) << "ten times the rounds";
  EXPECT_NEAR(estimated, at_5000, 0.4 * at_5000);
}

// An arm that was the best and no longer is: who forgets finds out.
TEST(Thompson, ForgetsWhatWasLongAgo) {
  double late[2] = {0, 0};
  for (const bool forgets : {false, true}) {
    auto reward = std::make_shared<Told>();
    Thompson scorer(
        reward, {.noise = 0.5, .prior = 1, .memory = forgets ? 0.99 : 1, .target = std::nullopt});
    Rng rng(5), of_rewards(6);
    NormalDraw normal;
    int round = 0;
    play(scorer, *reward, one_of(3), 4000, rng, [&](const TaskNumbers& subset) {
      const double mean = subset[0] == (round++ < 2000 ? 0U : 1U) ? 1 : 0;
      if (round > 2200 && round <= 3000) late[forgets] += mean;
      return mean + 0.5 * normal(of_rewards);
    });
  }
  EXPECT_GT(late[1], 700);
  EXPECT_GT(late[1], late[0] + 100);
}

// A target beside the arms: it is in every T, and never the arm.
TEST(Bandits, ATargetTrainsEveryRound) {
  for (const bool exp3 : {true, false}) {
    auto reward = std::make_shared<Told>();
    std::unique_ptr<TaskScorer> scorer;
    if (exp3)
      scorer = std::make_unique<Exp3>(reward, Exp3Options{.gamma = 0.1, .scale = 1, .target = 1});
    else
      scorer = std::make_unique<Thompson>(
          reward, ThompsonOptions{.noise = 1, .prior = 1, .memory = 1, .target = 1});
    Rng rng(2);
    std::vector<int> drawn(4);
    play(*scorer, *reward, exactly_k({0, 0, 0, 0}, 2), 2000, rng, [&](const TaskNumbers& subset) {
      EXPECT_EQ(subset.size(), 2U);
      for (const std::size_t t : subset) ++drawn[t];
      return subset[1] == 3 ? 2.0 : -2.0;
    });
    EXPECT_EQ(drawn[1], 2000) << scorer->name();
    EXPECT_GT(drawn[3], 1500) << scorer->name();
  }
}

TEST(Bandits, Errors) {
  Rng rng(1);
  auto reward = std::make_shared<Told>();
  EXPECT_EQ(error_of([] { Exp3(nullptr); }),
            "EXP3: there is no reward to learn from: give one, such as HeldOutGain.");
  EXPECT_THAT(error_of([] { Thompson(nullptr); }), HasSubstr("Thompson: there is no reward"));
  EXPECT_THAT(error_of([&] { Exp3(reward, {0, 0, std::nullopt}); }), HasSubstr("gamma is 0"));
  EXPECT_THAT(error_of([&] {
                Exp3(reward, {0.1, -1, std::nullopt});
              }),
              HasSubstr("the rewards' scale is -1"));
  EXPECT_THAT(error_of([&] {
                Thompson(reward, {0, 1, 1, std::nullopt});
              }),
              HasSubstr("Thompson: the noise is 0"));
  EXPECT_THAT(error_of([&] {
                Thompson(reward, {1, -1, 1, std::nullopt});
              }),
              HasSubstr("the prior's deviation is -1"));
  EXPECT_THAT(error_of([&] {
                Thompson(reward, {1, 1, 0, std::nullopt});
              }),
              HasSubstr("the memory is 0"));
  EXPECT_THAT(error_of([&] {
                Exp3(reward, {0.1, 0, 3}).scores(one_of(3), rng);
              }),
              HasSubstr("EXP3: the target is task 3"));
  EXPECT_THAT(error_of([&] {
                Exp3(reward, {0.1, 0, 0}).scores(one_of(1), rng);
              }),
              HasSubstr("the target is the only task"));
  EXPECT_EQ(error_of([&] {
              Exp3(reward).scores(at_most_k({0, 0, 0}, 1), rng);
            }),
            "EXP3: the rule 'at most 1' has 0.5 arms a round in the mean, but a reward can be told "
            "to one only: take exactly_k with 1.");
  EXPECT_THAT(error_of([&] {
                Thompson(reward, {1, 1, 1, 0}).scores(exactly_k({0, 0, 0}, 1), rng);
              }),
              HasSubstr("Thompson: the rule 'exactly 1' has "));
  Exp3 exp3(reward);
  exp3.scores(one_of(3), rng);
  EXPECT_EQ(error_of([&] {
              exp3.drew({0, 2}, exactly_k({0, 0, 0}, 2));
            }),
            "EXP3: the rule 'exactly 2' drew 2 arms, but a reward can be told to one only: take "
            "exactly_k with 1.");
  exp3.drew({0}, one_of(3));
  EXPECT_THAT(error_of([&] { exp3.scores(one_of(4), rng); }),
              HasSubstr("it has drawn of 3 tasks, and now the rule 'exactly 1' is over 4"));
  reward->next = 1.5;
  EXPECT_EQ(error_of([&] { exp3.scores(one_of(3), rng); }),
            "EXP3: a reward is 1.5, but must be in [0, 1]: give Exp3Options::scale, by which they "
            "are mapped there.");
  reward->next = NAN;
  EXPECT_THAT(error_of([&] { exp3.scores(one_of(3), rng); }), HasSubstr("the reward is nan"));
}

}  // namespace
}  // namespace tapestry::nn

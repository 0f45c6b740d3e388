// Scores learned from draws and rewards: the score-function gradient against the exact one, EXP3
// and Thompson sampling against their papers' rules and bounds, on rewards that are known.
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "nn/scoring/bandits.hpp"
#include "nn/scoring/marginal_gradient.hpp"
#include "nn/scoring/score_function.hpp"
#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/subset_selection.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

// The test says what the next reward is.
struct Told : Reward {
  double next = 0;
  double since_last() override { return next; }
};

ChainSubsets one_of(std::size_t arms) { return exactly_k(std::vector<double>(arms, 0.0), 1); }

// Draws T and gives the reward of(T), for some rounds.
void play(TaskScorer& scorer, Told& reward, const SubsetDistribution& rule, int rounds, Rng& rng,
          const std::function<double(const TaskNumbers&)>& of) {
  for (int round = 0; round < rounds; ++round) {
    const auto p = rule.with_scores(scorer.scores(rule, rng));
    const TaskNumbers subset = scorer.takes_the_best() ? p->most_likely() : p->sample(rng);
    scorer.drew(subset, *p);
    reward.next = of(subset);
  }
}

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
        ScoreFunction scorer(
            reward,
            {.rate = 1, .entropy = 0, .baseline_decay = baseline ? 0.5 : 1, .start = start});
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
  ScoreFunction scorer(reward, {.rate = 0.3, .entropy = 0, .baseline_decay = 0.9, .start = {}});
  const ChainSubsets rule = within_budget({0, 0, 0, 0}, {2, 1, 2, 3}, 4);
  Rng rng(3);
  play(scorer, *reward, rule, 2000, rng, worth);  // {0, 2}: 1.5; {0}: 1; {2}: 0.5; ...
  const auto p = rule.with_scores(scorer.scores(rule, rng));
  EXPECT_GT(std::exp(p->log_probability({0, 2})), 0.95);
}

TEST(ScoreFunction, EntropyKeepsItOpen) {
  for (const double entropy : {0.0, 0.5}) {
    auto reward = std::make_shared<Told>();
    ScoreFunction scorer(reward,
                         {.rate = 0.05, .entropy = entropy, .baseline_decay = 0.9, .start = {}});
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
    return (round / 100) % int(kArms) == int(arm) ? 1.0 : 0.0;             // each in turn
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

TEST(Learned, Errors) {
  Rng rng(1);
  auto reward = std::make_shared<Told>();
  EXPECT_EQ(error_of([] { ScoreFunction(nullptr); }),
            "ScoreFunction: there is no reward to learn from: give one, such as HeldOutGain.");
  EXPECT_EQ(error_of([] { Exp3(nullptr); }),
            "EXP3: there is no reward to learn from: give one, such as HeldOutGain.");
  EXPECT_THAT(error_of([] { Thompson(nullptr); }), HasSubstr("Thompson: there is no reward"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {0, 0, 0.9, {}});
              }),
              HasSubstr("ScoreFunction: the rate is 0"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, -1, 0.9, {}});
              }),
              HasSubstr("the weight of the entropy is -1"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, 0, 1.5, {}});
              }),
              HasSubstr("the decay is 1.5"));
  EXPECT_THAT(error_of([&] {
                ScoreFunction(reward, {1, 0, 0.9, {1, 2}}).scores(one_of(3), rng);
              }),
              HasSubstr("there are 2 scores for 'exactly 1' over 3 tasks"));
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

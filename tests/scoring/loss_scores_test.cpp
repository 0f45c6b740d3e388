// Scores from sizes and from losses, against their formulas written out.
#include "nn/scoring/loss_scores.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "nn/scoring/given_scores.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> now(TaskScorer& scorer, std::size_t tasks) {
  Rng rng(1);
  return scorer.scores(exactly_k(std::vector<double>(tasks, 0.0), 1), rng);
}

// p ~ n^(1 / temperature)
TEST(GivenScores, SizesWithATemperature) {
  const std::vector<std::size_t> sizes = {10, 1000, 1, 70};
  for (const double temperature : {1.0, 2.0, 5.0, 100.0}) {
    GivenScores scorer = size_scores(sizes, temperature);
    const std::vector<double> p = exactly_k(now(scorer, 4), 1).marginals();
    double sum = 0;
    for (const std::size_t n : sizes) sum += std::pow(double(n), 1 / temperature);
    for (std::size_t t = 0; t < 4; ++t)
      EXPECT_NEAR(p[t], std::pow(double(sizes[t]), 1 / temperature) / sum, 1e-14) << temperature;
  }
  EXPECT_EQ(error_of([] { size_scores({}, 1); }),
            "size_scores: there are no tasks: give each one's examples.");
  EXPECT_THAT(error_of([] { size_scores({3, 0}, 1); }), HasSubstr("task 1 has no examples"));
  EXPECT_THAT(error_of([] { size_scores({3}, 0); }),
              HasSubstr("size_scores: the temperature is 0"));
}

TEST(GivenScores, AreOneATaskAndFinite) {
  GivenScores scorer({1, 2});
  EXPECT_THAT(now(scorer, 2), ElementsAre(1, 2));
  EXPECT_EQ(error_of([&] { now(scorer, 3); }),
            "GivenScores: there are 2 scores for 'exactly 1' over 3 tasks: give one a task.");
  EXPECT_EQ(error_of([] { GivenScores({}); }),
            "GivenScores: there are no scores: give one a task.");
  EXPECT_THAT(error_of([] { GivenScores({0, NAN}); }), HasSubstr("the score of task 1 is nan"));
}

// The running means as weighted sums of all losses, with no recursion.
struct Weighted {
  double mean = 0, variance = 0;
  Weighted(const std::vector<double>& losses, double decay) {
    std::vector<double> weights;
    double weight = 1;
    for (std::size_t i = losses.size(); i-- > 0;) {
      weights.insert(weights.begin(), i == 0 ? weight : weight * (1 - decay));
      weight *= decay;
    }
    for (std::size_t i = 0; i < losses.size(); ++i) mean += weights[i] * losses[i];
    for (std::size_t i = 0; i < losses.size(); ++i)
      variance += weights[i] * (losses[i] - mean) * (losses[i] - mean);
  }
};

TEST(LossScores, AreTheirFormulas) {
  const std::vector<double> losses = {3, 2.5, 2.7, 1.1, 0.4, 0.5};
  const double decay = 0.8, temperature = 0.5;
  LossScores loss(temperature, decay);
  ProgressScores progress(temperature, decay);
  UncertaintyScores uncertainty(temperature, decay);
  for (TaskScorer* scorer : {static_cast<TaskScorer*>(&loss), static_cast<TaskScorer*>(&progress),
                             static_cast<TaskScorer*>(&uncertainty)}) {
    EXPECT_THAT(now(*scorer, 3), Each(0)) << "nothing is known yet";
    for (const double each : losses) scorer->told({1, 2}, {each, 10 * each});
  }
  const Weighted fast(losses, decay), slow(losses, 1 - (1 - decay) / 10);
  EXPECT_NEAR(now(loss, 3)[1], fast.mean / temperature, 1e-14);
  EXPECT_NEAR(now(progress, 3)[1], std::abs(fast.mean - slow.mean) / temperature, 1e-14);
  EXPECT_NEAR(now(uncertainty, 3)[1], std::sqrt(fast.variance) / temperature, 1e-14);
  for (TaskScorer* scorer : {static_cast<TaskScorer*>(&loss), static_cast<TaskScorer*>(&progress),
                             static_cast<TaskScorer*>(&uncertainty)}) {
    const std::vector<double> s = now(*scorer, 3);
    EXPECT_NEAR(s[2], 10 * s[1], 1e-13) << scorer->name();
    EXPECT_EQ(s[0], s[2]) << scorer->name() << ": one that was not met comes as the best does";
  }
}

// A task whose loss rises again is one that is being forgotten: it has progress, too.
TEST(LossScores, ProgressIsTheSameUpAndDown) {
  ProgressScores up, down;
  for (TaskScorer* scorer : {&up, &down}) now(*scorer, 1);
  for (int i = 0; i < 5; ++i) {
    up.told({0}, {1 + 0.1 * i});
    down.told({0}, {1 - 0.1 * i});
  }
  EXPECT_GT(now(up, 1)[0], 0.1);
  EXPECT_NEAR(now(up, 1)[0], now(down, 1)[0], 1e-14);
}

TEST(LossScores, OptionsOutOfRange) {
  EXPECT_EQ(error_of([] { LossScores(0); }),
            "LossScores: the temperature is 0, but must be positive and finite: a large one makes "
            "the scores alike.");
  EXPECT_THAT(error_of([] { ProgressScores{INFINITY}; }), HasSubstr("ProgressScores: the temp"));
  EXPECT_THAT(error_of([] { UncertaintyScores(1, 1); }),
              HasSubstr("the decay is 1, but must be at least 0 and below 1"));
  EXPECT_THAT(error_of([] { LossScores(1, -0.1); }), HasSubstr("the decay is -0.1"));
}

}  // namespace
}  // namespace tapestry::nn

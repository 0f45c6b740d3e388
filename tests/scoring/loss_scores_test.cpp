// Scores from sizes and from losses, against their formulas written out.
#include "nn/scoring/loss_scores.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "nn/scoring/given_scores.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

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

// The running means as weighted sums of all numbers, with no recursion.
struct Weighted {
  double mean = 0, variance = 0;
  Weighted(const std::vector<double>& numbers, double decay) {
    double sum = 0, squares = 0;
    const auto weight = [&](std::size_t i) {
      return std::pow(decay, double(numbers.size() - 1 - i));
    };
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      sum += weight(i);
      squares += weight(i) * weight(i);
      mean += weight(i) * numbers[i];
    }
    mean /= sum;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      variance += weight(i) * std::pow(numbers[i] - mean, 2) / (sum - squares / sum);
  }
};

TEST(LossScores, AreTheirFormulas) {
  const std::vector<double> losses = {3, 2.5, 2.7, 1.1, 0.4, 0.5};
  std::vector<double> changes;
  for (std::size_t i = 1; i < losses.size(); ++i) changes.push_back(losses[i] - losses[i - 1]);
  const double decay = 0.8, temperature = 0.5;
  LossScores loss(temperature, decay);
  ProgressScores progress(temperature, decay);
  UncertaintyScores uncertainty(temperature, decay);
  const std::vector<TaskScorer*> all = {&loss, &progress, &uncertainty};
  for (TaskScorer* scorer : all) {
    EXPECT_THAT(now(*scorer, 4), Each(0)) << "nothing is known yet";
    for (const double each : losses) scorer->told({1, 2}, {each, 10 * each});
    scorer->told({3}, {1e-3});
  }
  EXPECT_NEAR(now(loss, 4)[1], Weighted(losses, decay).mean / temperature, 1e-14);
  EXPECT_NEAR(now(progress, 4)[1], std::abs(Weighted(changes, decay).mean) / temperature, 1e-14);
  EXPECT_NEAR(now(uncertainty, 4)[1], std::sqrt(Weighted(losses, decay).variance) / temperature,
              1e-14);
  for (TaskScorer* scorer : all) {
    const std::vector<double> s = now(*scorer, 4);
    EXPECT_NEAR(s[2], 10 * s[1], 1e-13) << scorer->name();
    EXPECT_EQ(s[0], s[2]) << scorer->name() << ": one that was not met comes as the best does";
    // One loss says how large it is, and neither how it moves nor how it scatters.
    EXPECT_EQ(s[3], scorer == &loss ? 1e-3 / temperature : s[2]) << scorer->name();
  }
}

// A task whose loss rises again is one that is being forgotten: it has progress, too. One that is
// flat has none.
TEST(LossScores, ProgressIsTheSameUpAndDown) {
  ProgressScores scorer;
  for (int i = 0; i < 5; ++i) scorer.told({0, 1, 2}, {1 + 0.1 * i, 1 - 0.1 * i, 0.7});
  const std::vector<double> s = now(scorer, 3);
  EXPECT_GT(s[0], 0.1);
  EXPECT_NEAR(s[0], s[1], 1e-12);
  EXPECT_NEAR(s[2], 0, 1e-12);
}

// What the scores are for: of two tasks that learn alike neither locks the other out; one that has
// learnt all makes room; of four that scatter alike each has its share.
TEST(LossScores, ChooseWhatTheyAreFor) {
  const auto draws = [](TaskScorer& scorer, std::size_t tasks, int rounds,
                        const std::function<double(std::size_t task, int visit, Rng&)>& loss) {
    std::vector<int> visits(tasks);
    Rng rng(4);
    const ChainSubsets one = exactly_k(std::vector<double>(tasks, 0.0), 1);
    for (int round = 0; round < rounds; ++round) {
      const TaskNumbers drawn = one.with_scores(scorer.scores(one, rng))->sample(rng);
      scorer.told(drawn, {loss(drawn[0], visits[drawn[0]]++, rng)});
    }
    return visits;
  };
  ProgressScores alike, learnt;
  const auto falling = [](std::size_t, int visit, Rng& rng) {
    return 2 * std::exp(-visit / 50.0) + 0.02 * uniform_draw(rng);
  };
  for (const int visits : draws(alike, 2, 240, falling)) EXPECT_GT(visits, 60);
  const std::vector<int> one_learnt =
      draws(learnt, 2, 240, [&](std::size_t task, int visit, Rng& rng) {
        return task == 0 ? 0.02 * uniform_draw(rng) : falling(task, visit, rng);
      });
  EXPECT_GT(one_learnt[1], 3 * one_learnt[0] / 2);
  UncertaintyScores scatter(1);
  for (const int visits : draws(scatter, 4, 2000, [](std::size_t, int, Rng& rng) {
         NormalDraw normal;
         return 5 + normal(rng);
       }))
    EXPECT_GT(visits, 300);
}

TEST(LossScores, AnotherNumberOfTasks) {
  LossScores scorer;
  now(scorer, 3);
  EXPECT_EQ(error_of([&] { now(scorer, 2); }),
            "LossScores: it remembers 3 tasks, and now the rule 'exactly 1' is over 2: make a new "
            "one for another model.");
  LossScores told_first;
  told_first.told({2}, {1});
  EXPECT_EQ(now(told_first, 3), (std::vector<double>{1, 1, 1}));
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

// Gradients that are looked at, against a model whose gradients are known; and the exact gradient
// through the marginals, against differences and the optimum in closed form.
#include "nn/scoring/affinity_scores.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/scoring/marginal_gradient.hpp"
#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/grouped_subsets.hpp"
#include "nn/selection/interacting_tasks.hpp"
#include "nn/selection/subset_selection.hpp"
#include "tests/error_of.hpp"
#include "tests/scoring/one_vector.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

struct Looking {
  OneVector model{3, 4};
  std::shared_ptr<const GradientProbe> probe =
      std::make_shared<GradientProbe>(model, unit_sources(four_centres()));
  SubsetSelection rule{std::vector<double>(4, 0.0)};
  Rng rng{1};

  Looking() { model.w().set_value(tensor({3, 1}, {0.5, -0.25, 0.125})); }

  std::vector<double> off(std::size_t t) const {  // w - c_t
    const std::vector<double> w = {0.5, -0.25, 0.125}, c = four_centres()[t];
    return {w[0] - c[0], w[1] - c[1], w[2] - c[2]};
  }
  static double dot(const std::vector<double>& a, const std::vector<double>& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
};

TEST(AffinityScores, CosinesAreThoseOfTheGradients) {
  Looking at;
  CosineScores scorer(at.probe, /*target=*/0, /*temperature=*/0.5);
  const std::vector<double> scores = scorer.scores(at.rule, at.rng);
  EXPECT_GT(scores[0], kAlways);
  for (std::size_t t = 1; t < 4; ++t)
    EXPECT_NEAR(scores[t],
                at.dot(at.off(t), at.off(0)) /
                    std::sqrt(at.dot(at.off(t), at.off(t)) * at.dot(at.off(0), at.off(0))) / 0.5,
                1e-12)
        << t;
  EXPECT_GT(scores[1], 1);
  EXPECT_LT(scores[3], 0);
}

// 1 - L(w - rate g_t) / L(w), the step written out.
TEST(AffinityScores, LookaheadIsAStepThatIsTakenBack) {
  Looking at;
  const Tensor before = at.model.w().value();
  LookaheadScores scorer(at.probe, 0, /*rate=*/0.3, /*temperature=*/0.1);
  const std::vector<double> scores = scorer.scores(at.rule, at.rng);
  EXPECT_EQ(at.model.w().value(), before) << "bit for bit";
  for (std::size_t t = 1; t < 4; ++t) {
    std::vector<double> moved = at.off(0);
    for (std::size_t i = 0; i < 3; ++i) moved[i] -= 0.3 * 2 * at.off(t)[i] / 3;
    EXPECT_NEAR(scores[t], (1 - at.dot(moved, moved) / at.dot(at.off(0), at.off(0))) / 0.1, 1e-11)
        << t;
  }
}

// What is looked at every third round is averaged over the looks.
TEST(AffinityScores, LooksAreAveragedAndMayBeFew) {
  Looking at;
  CosineScores often(at.probe, 0, 1, {.decay = 0, .every = 1});
  CosineScores seldom(at.probe, 0, 1, {.decay = 0.75, .every = 3});
  std::vector<double> seen;
  for (int round = 0; round < 4; ++round) {
    const double one = often.scores(at.rule, at.rng)[1];
    if (round % 3 == 0) seen.push_back(one);
    const double kept = seldom.scores(at.rule, at.rng)[1];
    EXPECT_NEAR(kept, seen.size() == 1 ? seen[0] : 0.75 * seen[0] + 0.25 * seen[1], 1e-13);
    at.model.w().set_value(at.model.w().value() + Scalar(0.5));
  }
  EXPECT_GT(std::abs(seen[1] - seen[0]), 0.01);
}

// C v is the gradient of sum_t P(t in T) v_t.
TEST(MarginalGradient, IsTheGradientThroughTheMarginals) {
  const std::vector<double> s = {0.3, -1, 0.5, 2}, v = {1, -2, 0.5, 0.25};
  std::vector<std::unique_ptr<SubsetDistribution>> rules;
  rules.push_back(std::make_unique<SubsetSelection>(s));
  rules.push_back(std::make_unique<ChainSubsets>(exactly_k(s, 2)));
  rules.push_back(std::make_unique<ChainSubsets>(within_budget(s, {1, 2, 3, 1}, 4)));
  rules.push_back(std::make_unique<ChainSubsets>(one_of_each(s, {{0, 2}, {1, 3}})));
  std::vector<double> together(16);
  together[0 * 4 + 1] = together[1 * 4 + 0] = 0.7;
  rules.push_back(std::make_unique<InteractingTasks>(s, together));
  for (const auto& rule : rules) {
    const std::vector<double> gradient = covariance_times(*rule, v);
    for (std::size_t t = 0; t < 4; ++t) {
      const double h = 1e-5;
      double difference = 0;
      for (const double side : {h, -h}) {
        std::vector<double> moved = s;
        moved[t] += side;
        const std::vector<double> m = rule->with_scores(moved)->marginals();
        for (std::size_t u = 0; u < 4; ++u) difference += m[u] * v[u] / (2 * side);
      }
      EXPECT_NEAR(gradient[t], difference, 1e-8) << rule->name() << ", task " << t;
    }
  }
}

// With an entropy, the scores end at v / entropy under every rule (under exactly k but for a number
// that all have in common), which is where the gradient is 0.
TEST(MarginalGradient, EndsAtTheOptimumInClosedForm) {
  for (const bool counted : {false, true}) {
    Looking at;
    const std::vector<double> none(4, 0.0);
    const std::unique_ptr<SubsetDistribution> rule =
        counted ? std::unique_ptr<SubsetDistribution>(
                      std::make_unique<ChainSubsets>(exactly_k(none, 2)))
                : std::make_unique<SubsetSelection>(none);
    MarginalGradient scorer(at.probe, 0, {.rate = 5, .entropy = 0.5, .look = {}});
    std::vector<double> s;
    for (int round = 0; round < 400; ++round) s = scorer.scores(*rule, at.rng);
    std::vector<double> v(4);
    for (std::size_t t = 1; t < 4; ++t) {
      v[t] = at.dot(at.off(t), at.off(0)) / at.dot(at.off(0), at.off(0));
      EXPECT_NEAR(scorer.worths()[t], v[t], 1e-12);
    }
    EXPECT_GT(s[0], kAlways);
    for (std::size_t t = 2; t < 4; ++t)
      EXPECT_NEAR(s[t] - s[1], (v[t] - v[1]) / 0.5, 1e-6) << counted;
    if (!counted) {
      EXPECT_NEAR(s[1], v[1] / 0.5, 1e-6);
    }
  }
}

// Without one, P(T) closes down to what helps.
TEST(MarginalGradient, WithoutEntropyClosesDownToTheBest) {
  Looking at;
  MarginalGradient scorer(at.probe, 0, {.rate = 5, .entropy = 0, .look = {}});
  std::vector<double> s;
  for (int round = 0; round < 500; ++round) s = scorer.scores(at.rule, at.rng);
  const SubsetSelection p(s);
  EXPECT_GT(p.marginal(1), 0.99);
  EXPECT_LT(p.marginal(3), 0.01);
}

// However large the others' scores: the target is in every T, under every rule that has room for
// it.
TEST(AlwaysInclude, HoldsBesideScoresOfAnySize) {
  for (const std::vector<double>& others :
       {std::vector<double>{0, 0, 0}, {55, 57, -83}, {-300, -200, -100}, {700, 690, 650}}) {
    std::vector<double> s = {-5, others[0], others[1], others[2]};
    always_include(0, s);
    for (const auto& rule : {exactly_k(s, 2), at_most_k(s, 1), within_budget(s, {3, 1, 1, 1}, 3),
                             one_of_each(s, {{0, 1}, {2, 3}})})
      EXPECT_GT(rule.marginals()[0], 1 - 1e-15) << rule.name() << " " << others[0];
    EXPECT_GT(SubsetSelection(s).marginals()[0], 1 - 1e-15);
  }
}

// A target that is nearly learnt has next to no gradient, and the others' worths are huge: it
// stays.
TEST(AlwaysInclude, KeepsALearntTarget) {
  Looking at;
  at.model.w().set_value(tensor({3, 1}, {1.002, 1.001, 0}));
  const ChainSubsets two = exactly_k({0, 0, 0, 0}, 2);
  MarginalGradient marginal(at.probe, 0);
  LookaheadScores lookahead(at.probe, 0, /*rate=*/0.5, /*temperature=*/0.01);
  CosineScores cosine(at.probe, 0, /*temperature=*/0.001);
  for (TaskScorer* scorer :
       {static_cast<TaskScorer*>(&marginal), static_cast<TaskScorer*>(&lookahead),
        static_cast<TaskScorer*>(&cosine)})
    for (int round = 0; round < 5; ++round)
      EXPECT_GT(two.with_scores(scorer->scores(two, at.rng))->marginals()[0], 1 - 1e-15)
          << scorer->name() << ", round " << round;
}

TEST(AffinityScores, WhatLookaheadCannotSay) {
  Looking at;
  EXPECT_THAT(error_of([&] { LookaheadScores(at.probe, 0, 1e200).scores(at.rule, at.rng); }),
              HasSubstr("after a step of rate 1e+200 the loss of task 'task 0' is "));
  OneVector model(3, 2);
  const auto probe = std::make_shared<GradientProbe>(model, unit_sources({{1, 1, 0}, {2, 1, 0}}));
  model.task(0).loss.of = [](const Var& prediction, const Batch&) { return sum(prediction) - 1; };
  EXPECT_THAT(error_of([&] {
                LookaheadScores(probe, 0, 0.1).scores(SubsetSelection({0, 0}), at.rng);
              }),
              HasSubstr("the target's loss is -1, of which no part can be taken away"));
}

TEST(GradientProbe, Errors) {
  OneVector model(3, 4);
  EXPECT_EQ(error_of([&] {
              GradientProbe(model, unit_sources({{1, 1, 1}}));
            }),
            "GradientProbe: 1 sources were given for 4 tasks: give one a task.");
  EXPECT_THAT(error_of([&] {
                std::vector<BatchSource> sources = unit_sources(four_centres());
                sources[2] = {};
                GradientProbe(model, sources);
              }),
              HasSubstr("the source of task 'task 2' is empty"));
  const auto probe = std::make_shared<GradientProbe>(model, unit_sources(four_centres()));
  EXPECT_EQ(error_of([&] { CosineScores(nullptr, 0); }),
            "CosineScores: there is no probe: give a GradientProbe, which looks at the gradients.");
  EXPECT_EQ(error_of([&] { CosineScores(probe, 4); }),
            "CosineScores: the target is task 4, but the tasks are numbered 0 to 3.");
  EXPECT_EQ(error_of([&] { CosineScores(probe, 0, 1, {.decay = 0.5, .every = 0}); }),
            "CosineScores: it is to look every 0 rounds, but must look every round (1) or every "
            "few.");
  EXPECT_THAT(error_of([&] { LookaheadScores(probe, 0, -1); }),
              HasSubstr("LookaheadScores: the rate is -1"));
  EXPECT_THAT(
      error_of([&] { MarginalGradient(probe, 0, {.rate = 1, .entropy = NAN, .look = {}}); }),
      HasSubstr("the weight of the entropy is nan"));
  Rng rng(1);
  EXPECT_THAT(error_of([&] {
                CosineScores(probe, 0).scores(SubsetSelection({0, 0}), rng);
              }),
              HasSubstr("the probe looks at 4 tasks, but the rule 'every subset' is over 2"));
  EXPECT_EQ(error_of([&] { probe->look(4); }),
            "GradientProbe: the task to look at is task 4, but the tasks are numbered 0 to 3.");
  EXPECT_THAT(error_of([&] { CosineScores(probe, 0, 1, {.decay = 1, .every = 1}); }),
              HasSubstr("CosineScores: the decay is 1"));
  EXPECT_THAT(error_of([&] { LookaheadScores(probe, 0, 1, 1, {.decay = -1, .every = 1}); }),
              HasSubstr("LookaheadScores: the decay is -1"));
  EXPECT_THAT(error_of([&] {
                MarginalGradient(probe, 0, {1, 0, {.decay = 2, .every = 1}});
              }),
              HasSubstr("MarginalGradient: the decay is 2"));
  EXPECT_THAT(
      error_of([&] {
        MarginalGradient(probe, 0).scores(InteractingTasks({0, 0, 0, 0}, std::vector<double>(16)),
                                          rng);
      }),
      HasSubstr("MarginalGradient: the rule 'interacting tasks' has more in P(T) than the scores"));
  model.w().set_value(tensor({3, 1}, {1e200, 0, 0}));
  EXPECT_THAT(error_of([&] { probe->look(1); }), HasSubstr("the loss of task 'task 1' is inf"));
}

}  // namespace
}  // namespace tapestry::nn

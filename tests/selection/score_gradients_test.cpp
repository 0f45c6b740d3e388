// P(T) on the tape: first and second derivatives in the scores.
#include "nn/selection/score_gradients.hpp"

#include <gmock/gmock.h>

#include "engine/check/gradient_check.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/optimise/optimiser.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/subset_selection.hpp"
#include "tests/error_of.hpp"
#include "tests/selection/subset_cases.hpp"

namespace tapestry::nn {
namespace {

class EachScoreGradient : public testing::TestWithParam<SubsetCase> {};
INSTANTIATE_TEST_SUITE_P(Subsets, EachScoreGradient, testing::ValuesIn(subset_cases()),
                         [](const auto& row) { return row.param.test_name; });

const std::vector<double> kScores = {0.5, -1, 2, 0.1, 0.3};

Var parameter() { return Var::parameter("scores", tensor({5}, {0.5, -1, 2, 0.1, 0.3})); }

TEST_P(EachScoreGradient, EqualsFiniteDifferencesOfBothOrders) {
  Rng rng(1);
  const std::shared_ptr<SubsetDistribution> p = GetParam().make(kScores, rng);
  const TaskNumbers allowed = p->most_likely();
  const Tensor at = tensor({5}, {0.4, -0.7, 1.1, -0.2, 0.6});
  const auto passes = [&](const char* name, const auto& function) {
    const GradientReport report =
        check_gradient(name, [&](const std::vector<Var>& x) { return function(x[0]); }, {at}, {});
    EXPECT_TRUE(report.passed) << report.text;
  };
  passes("log_partition", [&](const Var& s) { return log_partition(*p, s); });
  passes("log_probability", [&](const Var& s) { return log_probability(*p, allowed, s); });
}

TEST_P(EachScoreGradient, OfLogZIsTheMarginalsAndThenTheirCovariances) {
  Rng rng(2);
  const auto p = GetParam().make(kScores, rng);
  const std::vector<double> marginals = p->marginals(), pairs = p->pairwise_marginals();
  const Var scores = parameter();
  Tape tape;
  const Var log_z = log_partition(*p, scores);
  EXPECT_NEAR(log_z.item(), p->log_partition(), 1e-12);
  const Var slope = tape.gradient_vars(log_z, {scores})[0];
  for (std::size_t t = 0; t < 5; ++t) {
    EXPECT_NEAR(slope.value()(t), marginals[t], 1e-8);
    Tensor chosen = zeros({5});
    chosen(t) = 1;
    const Tensor row = tape.gradient(sum(slope * Var::constant(chosen)), {scores})[0];
    for (std::size_t s = 0; s < 5; ++s)
      EXPECT_NEAR(row(s), pairs[t * 5 + s] - marginals[t] * marginals[s], 1e-8);
  }
}

TEST(ScoreGradients, OfLogProbabilityAreWhoIsInLessTheMarginals) {
  const SubsetSelection p(kScores);
  const Var scores = parameter();
  Tape tape;
  const Tensor slope = tape.gradient(log_probability(p, {1, 3}, scores), {scores})[0];
  for (std::size_t t = 0; t < 5; ++t)
    EXPECT_NEAR(slope(t), (t == 1 || t == 3 ? 1 : 0) - p.marginal(t), 1e-14);
}

// Scores are learnt like anything else: those under which one subset is likely.
TEST(ScoreGradients, DescentMakesASubsetLikely) {
  const ChainSubsets rule = exactly_k({0, 0, 0, 0, 0}, 2);
  const Var scores = Var::parameter("scores", zeros({5}));
  Adam adam(0.1);
  for (int step = 0; step < 200; ++step) {
    Tape tape;
    adam.step({scores}, tape.gradient(-log_probability(rule, {1, 4}, scores), {scores}));
  }
  const auto learnt = rule.with_scores({scores.value().begin(), scores.value().end()});
  EXPECT_GT(learnt->log_probability({1, 4}), -0.01);
}

TEST(ScoreGradients, ErrorsSayWhatToMend) {
  const ChainSubsets p = exactly_k({0, 0, 0}, 2);
  EXPECT_EQ(error_of([&] { log_partition(p, Var("s", zeros({4}))); }),
            "SubsetDistribution: 's' [4] are scores for 'exactly 2' of 3 tasks, and must be [3].");
  EXPECT_EQ(
      error_of([&] { log_probability(p, {0}, Var(zeros({3}))); }),
      "log_probability: the subset of 1 tasks is not one of 'exactly 2', whose probability is "
      "0: give one that is allowed.");
  const Var scores = Var::parameter("scores", zeros({3}));
  Tape tape;
  const Var first = tape.gradient_vars(log_partition(p, scores), {scores})[0];
  const Var second = tape.gradient_vars(sum(first * first), {scores})[0];
  EXPECT_THAT(error_of([&] { tape.gradient(sum(second), {scores}); }),
              testing::HasSubstr("have two derivatives, and a third was asked for"));
}

}  // namespace
}  // namespace tapestry::nn

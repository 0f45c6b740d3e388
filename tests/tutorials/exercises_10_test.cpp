// The answers that the page of 10_choosing_tasks gives to its exercises.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/optimise/optimiser.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/selection/plackett_luce.hpp"
#include "nn/selection/score_gradients.hpp"
#include "nn/selection/subset_selection.hpp"

namespace tapestry::test {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

TEST(Exercises10, ScoresForWantedMarginals) {
  const double nine = std::log(9);
  EXPECT_NEAR(nine, 2.197, 1e-3);
  const nn::SubsetSelection coins({nine, 0, -nine});
  EXPECT_THAT(coins.marginals(), Pointwise(DoubleNear(1e-12), {0.9, 0.5, 0.1}));
  EXPECT_NEAR(std::exp(coins.log_probability({})), 0.045, 1e-12);
  const std::vector<double> some = nn::at_least_one(coins.scores()).marginals();
  EXPECT_THAT(some, Pointwise(DoubleNear(1e-12), {0.9 / 0.955, 0.5 / 0.955, 0.1 / 0.955}));
  EXPECT_THAT(some, Pointwise(DoubleNear(5e-4), {0.942, 0.524, 0.105}));
  EXPECT_NEAR(some[0] + some[1] + some[2], 1.571, 5e-4);
}

TEST(Exercises10, TwoOfFourByHand) {
  const std::vector<double> scores = {0, std::log(2), std::log(3), std::log(4)};
  const nn::ChainSubsets two = nn::exactly_k(scores, 2);
  EXPECT_NEAR(std::exp(two.log_partition()), 35, 1e-9);
  const std::vector<double> in = two.marginals();
  EXPECT_THAT(in, Pointwise(DoubleNear(1e-12), {9 / 35.0, 16 / 35.0, 21 / 35.0, 24 / 35.0}));
  EXPECT_NEAR(two.pairwise_marginals()[2 * 4 + 3] - in[2] * in[3], -84 / 1225.0, 1e-12);
  std::vector<double> raised = scores;
  for (double& score : raised) score += 5;
  const auto shifted = two.with_scores(raised);
  EXPECT_THAT(shifted->marginals(), Pointwise(DoubleNear(1e-12), in));
  EXPECT_NEAR(shifted->log_partition(), two.log_partition() + 10, 1e-12);
  EXPECT_NEAR(std::exp(two.log_probability({0, 1})), 2 / 35.0, 1e-12);
  EXPECT_NEAR(std::exp(nn::PlackettLuce(scores, 2).log_probability({0, 1})), 17 / 360.0, 1e-12);
}

// The scores after so many steps down log Z(s) - m . s, from 0.
Var scores_for(const Tensor& wanted, int steps) {
  const nn::ChainSubsets two = nn::exactly_k({0, 0, 0, 0, 0}, 2);
  const Var scores = Var::parameter("scores", zeros({5}));
  nn::Sgd sgd(1);
  for (int step = 0; step < steps; ++step) {
    const Tape tape;
    const Var loss = nn::log_partition(two, scores) - sum(Var::constant(wanted) * scores);
    sgd.step({scores}, tape.gradient(loss, {scores}));
  }
  return scores;
}

std::vector<double> marginals_at(const Var& scores) {
  const Tensor in = nn::marginals(nn::exactly_k({0, 0, 0, 0, 0}, 2), scores).value();
  return {in.begin(), in.end()};
}

TEST(Exercises10, LearntScoresHaveTheWantedMarginals) {
  const Var scores = scores_for(tensor({5}, {0.8F, 0.6F, 0.3F, 0.2F, 0.1F}), 1000);
  EXPECT_THAT(marginals_at(scores), Pointwise(DoubleNear(1e-4), {0.8, 0.6, 0.3, 0.2, 0.1}));
  const Tensor s = scores.value();
  EXPECT_THAT(std::vector<double>(s.begin(), s.end()),
              Pointwise(DoubleNear(1e-3), {1.492, 0.682, -0.184, -0.630, -1.359}));
  EXPECT_NEAR(sum(scores).item(), 0, 1e-4);
}

TEST(Exercises10, MarginalsThatDoNotAddUpToKHaveNoScores) {
  const Tensor wanted = tensor({5}, {0.8F, 0.6F, 0.3F, 0.2F, 0.2F});
  const Var early = scores_for(wanted, 1000), late = scores_for(wanted, 1100);
  EXPECT_THAT(marginals_at(late), Pointwise(DoubleNear(1e-4), {0.78, 0.58, 0.28, 0.18, 0.18}));
  for (std::size_t t = 0; t < 5; ++t)
    EXPECT_NEAR(late.value()(t) - early.value()(t), 100 * 0.02, 1e-2);
}

}  // namespace
}  // namespace tapestry::test

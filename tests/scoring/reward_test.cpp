// What a reward is, and draws that are reweighted, against their formulas.
#include "nn/scoring/reward.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "nn/scoring/gradient_probe.hpp"
#include "nn/scoring/loss_scores.hpp"
#include "nn/scoring/scored_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "tests/error_of.hpp"
#include "tests/scoring/one_vector.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

// Whatever draws: the factors are 1 / P(t in T) of the round's own scores.
TEST(ScoredSubsets, ReweightsByTheRoundsOwnMarginals) {
  ScoredSubsets selector(std::make_shared<LossScores>(),
                         std::make_shared<ChainSubsets>(exactly_k({0, 0, 0}, 2)), Reweight::yes);
  EXPECT_EQ(selector.name(), "drawn by loss, reweighted");
  Rng rng(1);
  for (int round = 0; round < 5; ++round) {
    const TaskNumbers step = selector.next_round(3, rng)[0];
    const Reasons why = selector.reasons();
    const std::vector<double> factors = selector.loss_factors(step);
    for (std::size_t k = 0; k < step.size(); ++k)
      EXPECT_NEAR(factors[k], 1 / why.probabilities[step[k]], 1e-14);
    selector.told(step, {1.0 + round, 0.5});
  }
}

TEST(HeldOutGain, IsTheFallOfTheLogarithms) {
  OneVector model(3, 2);
  HeldOutGain gain(model, {{0, unit_batch({1, 2, 2})}, {1, unit_batch({0, 3, 4})}});
  gain.since_last();
  model.w().set_value(tensor({3, 1}, {1, 0, 0}));
  const double before = std::log(9 / 3.0) + std::log(25 / 3.0);
  const double after = std::log(8 / 3.0) + std::log(26 / 3.0);
  EXPECT_NEAR(gain.since_last(), before - after, 1e-14);
  EXPECT_EQ(gain.since_last(), 0);
  model.w().set_value(tensor({3, 1}, {1, 2, 2}));
  EXPECT_THAT(error_of([&] { gain.since_last(); }), HasSubstr("the loss of task 'task 0' is 0"));
  EXPECT_EQ(error_of([&] { HeldOutGain(model, {}); }),
            "HeldOutGain: there are no examples held out: give some of one task at least.");
  EXPECT_THAT(error_of([&] {
                HeldOutGain(model, {{2, unit_batch({1, 2, 2})}});
              }),
              HasSubstr("what examples were given for is task 2"));
  EXPECT_THAT(error_of([&] {
                HeldOutGain(model, {{0, unit_batch({NAN, NAN, NAN})}});
              }),
              HasSubstr("the examples of task 'task 0' have no answers"));
}

// A model whose tasks have all for themselves: none can do anything for another.
struct NothingShared : OneVector {
  using OneVector::OneVector;
  Parameters shared() const override { return {}; }
};

TEST(GradientProbe, NeedsWhatIsShared) {
  const NothingShared model(3, 4);
  EXPECT_EQ(error_of([&] { GradientProbe(model, unit_sources(four_centres())); }),
            "GradientProbe: the tasks share no parameters, so that none can do anything for "
            "another: give a model with a shared trunk.");
}

}  // namespace
}  // namespace tapestry::nn

// EarlyStopping, on scores that are told.
#include "nn/training/early_stopping.hpp"

#include <cmath>

#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

struct Stopping {
  MultiTaskNet net{two_alike(), {5, {4}}, 1};
  Sgd sgd{0.1};
  FitOptions options;
  std::vector<std::vector<std::vector<Scalar>>> after;  // [epoch]: the parameters
  std::shared_ptr<EarlyStopping> early;

  // The score of epoch k is scores[k - 1].
  Stopping(std::size_t patience, const std::vector<double>& scores) {
    early = std::make_shared<EarlyStopping>(patience, [this, scores](const Epoch& epoch) {
      after.push_back(values(net.parameters()));
      return scores.at(epoch.number - 1);
    });
    options.epochs = scores.size();
    options.observers = {early};
  }
  History run() {
    const auto source = [](std::uint64_t seed) {
      return drawn_from(Rng(seed), [](Rng& rng) { return random_batch(6, {3}, 2, rng); });
    };
    return fit(net, std::vector<BatchSource>{source(1), source(2)}, sgd, options);
  }
};

TEST(EarlyStopping, EndsWhenItGetsNoBetterWithTheBestParameters) {
  Stopping s(2, {5, 3, 4, 2, 2, 3, 1});
  EXPECT_EQ(s.run().size(), 6u);
  EXPECT_EQ(s.early->best_epoch(), 4u);
  EXPECT_EQ(values(s.net.parameters()), s.after[3]);
  EXPECT_NE(s.after[3], s.after[5]);
}

TEST(EarlyStopping, KeepsTheBestOfAllWhereItIsPatient) {
  Stopping s(100, {5, 1, 4, 2});
  EXPECT_EQ(s.run().size(), 4u);
  EXPECT_EQ(values(s.net.parameters()), s.after[1]);
}

// As where a part of the model was frozen in the best epoch, and is not any more.
TEST(EarlyStopping, ChangesNothingWhereAParameterWasNotThereInTheBestEpoch) {
  MultiTaskNet net({{"a", {3}, 2}}, {5, {4}}, 1),
      larger({{"a", {3}, 2}, {"b", {3}, 2}}, {5, {4}}, 2);
  EarlyStopping early(1, [](const Epoch&) { return 1; });
  early.at_start(net);
  early.after_epoch(net, Epoch{3, 0, 0, {}});
  const auto before = values(larger.parameters());
  EXPECT_THAT(
      error_of([&] { early.at_end(larger); }),
      testing::HasSubstr("was not there in epoch 3, the best one: freeze and add parameters "
                         "before training, or between two runs."));
  EXPECT_EQ(values(larger.parameters()), before);
}

TEST(EarlyStopping, GoesOnFromACheckpoint) {
  const std::vector<double> scores = {5, 3, 4, 4, 4, 1};
  Stopping whole(3, scores), first(3, scores), second(3, scores);
  EXPECT_EQ(whole.run().size(), 5u);
  const TemporaryFolder folder;
  first.options.checkpoints = second.options.checkpoints =
      Checkpoints{folder.path().string(), 0, 2, /*resume=*/true};
  first.options.stop = [left = 3]() mutable { return --left == 0; };
  EXPECT_EQ(first.run().size(), 3u);
  EXPECT_EQ(values(first.net.parameters()), first.after[2]) << "not yet at its end";
  EXPECT_EQ(second.run().size(), 5u);
  EXPECT_EQ(values(second.net.parameters()), values(whole.net.parameters()));
  // And once more: it is at its end already.
  Stopping third(3, scores);
  third.options.checkpoints = second.options.checkpoints;
  EXPECT_EQ(third.run().size(), 5u);
  EXPECT_TRUE(third.after.empty());
  EXPECT_EQ(values(third.net.parameters()), values(whole.net.parameters()));
}

TEST(EarlyStopping, ForgetsAnEarlierRun) {
  Stopping s(2, {5, 3, 4, 4, 1});
  EXPECT_EQ(s.run().size(), 4u);
  const auto best = s.after[1];
  EXPECT_EQ(s.run().size(), 4u);  // with the same observer, from where the parameters are
  EXPECT_EQ(values(s.net.parameters()), s.after[5]);
  EXPECT_NE(s.after[5], best);
}

TEST(EarlyStopping, GoesByTheValidationUnlessToldOtherwise) {
  Epoch epoch{1, 0, 0, std::vector<TaskEpoch>(2)};
  epoch.tasks[0].validation = Score{"a", 10, 2.0, 0, {}, {}};
  EXPECT_EQ(error_of([&] { mean_validation_loss(epoch); }),
            "EarlyStopping: epoch 1 has no validation of every task: give FitOptions::validation a "
            "pass a task.");
  epoch.tasks[1].validation = Score{"b", 10, 4.0, 0, {}, {}};
  EXPECT_EQ(mean_validation_loss(epoch), 3);
  EXPECT_EQ(error_of([] { EarlyStopping(0); }),
            "EarlyStopping: the patience is 0, which would stop after any epoch: give at least 1.");
  Stopping s(2, {NAN});
  EXPECT_EQ(error_of([&] { s.run(); }),
            "EarlyStopping: the score of epoch 1 is nan, but must be finite: lower the learning "
            "rate, or mend the score.");
}

}  // namespace
}  // namespace tapestry::nn

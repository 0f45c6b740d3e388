// Scorers in training: what the history says of them, and runs that go on from a checkpoint.
#include <gmock/gmock.h>

#include <cmath>

#include "nn/optimise/optimiser.hpp"
#include "nn/scoring/affinity_scores.hpp"
#include "nn/scoring/bandits.hpp"
#include "nn/scoring/given_scores.hpp"
#include "nn/scoring/loss_scores.hpp"
#include "nn/scoring/marginal_gradient.hpp"
#include "nn/scoring/score_function.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/training/fit.hpp"
#include "tests/error_of.hpp"
#include "tests/scoring/one_vector.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

// A run of four tasks on one vector, whose tasks this scorer chooses.
struct ScoredRun {
  OneVector model{3, 4};
  Sgd sgd{0.05};
  std::shared_ptr<TaskScorer> scorer;
  FitOptions options;

  using Maker = std::function<std::shared_ptr<TaskScorer>(const OneVector&)>;
  explicit ScoredRun(const Maker& maker, Reweight reweight = Reweight::no) : scorer(maker(model)) {
    options.epochs = 4;
    options.rounds_per_epoch = 10;
    options.steps = drawn(scorer, exactly_k({0, 0, 0, 0}, 2), reweight);
  }
  History train() { return fit(model, drawn_sources(four_centres(), 20), sgd, options); }
};

std::shared_ptr<GradientProbe> probe_of(const OneVector& model) {
  return std::make_shared<GradientProbe>(model, drawn_sources(four_centres(), 10));
}
std::shared_ptr<Reward> gain_of(const OneVector& model) {
  return std::make_shared<HeldOutGain>(
      model, std::vector<HeldOutGain::Examples>{{0, unit_batch({0.9, 1.1, 0.1})}});
}

// Every scorer there is. A new one is a row here.
struct NamedScorer {
  std::string name;
  ScoredRun::Maker make, other;  // with other settings
};
std::vector<NamedScorer> all_scorers() {
  const auto row = [](const std::string& name, ScoredRun::Maker make, ScoredRun::Maker other) {
    return NamedScorer{name, std::move(make), std::move(other)};
  };
  return {
      row(
          "given",
          [](const auto&) {
            return std::make_shared<GivenScores>(GivenScores({0, 1, 2, 3}));
          },
          [](const auto&) {
            return std::make_shared<GivenScores>(GivenScores({0, 1, 2, 4}));
          }),
      row(
          "loss", [](const auto&) { return std::make_shared<LossScores>(); },
          [](const auto&) { return std::make_shared<LossScores>(2); }),
      row(
          "progress", [](const auto&) { return std::make_shared<ProgressScores>(); },
          [](const auto&) { return std::make_shared<ProgressScores>(0.1, 0.5); }),
      row(
          "uncertainty", [](const auto&) { return std::make_shared<UncertaintyScores>(); },
          [](const auto&) { return std::make_shared<UncertaintyScores>(3); }),
      row(
          "cosine",
          [](const auto& model) { return std::make_shared<CosineScores>(probe_of(model), 0); },
          [](const auto& model) { return std::make_shared<CosineScores>(probe_of(model), 1); }),
      row(
          "lookahead",
          [](const auto& model) {
            return std::make_shared<LookaheadScores>(probe_of(model), 0, 0.1, 0.1,
                                                     LookOptions{0.5, 3});
          },
          [](const auto& model) {
            return std::make_shared<LookaheadScores>(probe_of(model), 0, 0.1, 0.1,
                                                     LookOptions{0.5, 2});
          }),
      row(
          "marginal gradient",
          [](const auto& model) { return std::make_shared<MarginalGradient>(probe_of(model), 0); },
          [](const auto& model) {
            return std::make_shared<MarginalGradient>(probe_of(model), 0,
                                                      MarginalGradientOptions{2, 0.02, {}});
          }),
      row(
          "score function",
          [](const auto& model) { return std::make_shared<ScoreFunction>(gain_of(model)); },
          [](const auto& model) {
            return std::make_shared<ScoreFunction>(gain_of(model),
                                                   ScoreFunctionOptions{1, 0, 0.5, {}, 1});
          }),
      row(
          "EXP3",
          [](const auto& model) {
            return std::make_shared<Exp3>(gain_of(model), Exp3Options{0.1, 1, 0});
          },
          [](const auto& model) {
            return std::make_shared<Exp3>(gain_of(model), Exp3Options{0.2, 1, 0});
          }),
      row(
          "Thompson",
          [](const auto& model) {
            return std::make_shared<Thompson>(gain_of(model), ThompsonOptions{0.1, 1, 0.9, 0});
          },
          [](const auto& model) {
            return std::make_shared<Thompson>(gain_of(model), ThompsonOptions{0.1, 1, 0.8, 0});
          }),
  };
}

// Stopped after 7 of 40 rounds, and on: the same bits as in one go. And only with the settings that
// it was begun with.
TEST(ScoredSubsets, EveryScorerGoesOnFromACheckpoint) {
  for (const NamedScorer& of : all_scorers()) {
    SCOPED_TRACE(of.name);
    ScoredRun whole(of.make);
    const History expected = whole.train();
    const TemporaryFolder folder;
    {
      ScoredRun first(of.make);
      first.options.checkpoints = Checkpoints{folder.path().string()};
      int rounds = 0;
      first.options.stop = [&] { return ++rounds == 7; };
      first.train();
    }
    {
      ScoredRun other(of.other);
      other.options.checkpoints = Checkpoints{folder.path().string()};
      other.options.checkpoints->resume = true;
      EXPECT_THAT(error_of([&] { other.train(); }),
                  testing::AnyOf(HasSubstr("which now is"), HasSubstr("than is given now")));
    }
    ScoredRun second(of.make);
    second.options.checkpoints = Checkpoints{folder.path().string()};
    second.options.checkpoints->resume = true;
    const History history = second.train();
    EXPECT_EQ(second.model.w().value(), whole.model.w().value());
    ASSERT_EQ(history.size(), expected.size());
    for (std::size_t epoch = 0; epoch < history.size(); ++epoch)
      for (std::size_t t = 0; t < 4; ++t) {
        EXPECT_EQ(history[epoch].tasks[t].chosen, expected[epoch].tasks[t].chosen);
        EXPECT_EQ(history[epoch].tasks[t].score, expected[epoch].tasks[t].score);
        EXPECT_EQ(history[epoch].tasks[t].probability, expected[epoch].tasks[t].probability);
      }
    EXPECT_NE(whole.model.w().value(), zeros({3, 1}));
  }
}

// The history says how often each task was chosen, and by which scores.
TEST(ScoredSubsets, TheHistorySaysWhatWasChosenAndWhy) {
  ScoredRun run([](const auto&) {
    return std::make_shared<GivenScores>(GivenScores({5, 1, 0, -5}));
  });
  run.options.rounds_per_epoch = 500;
  const std::vector<double> p = exactly_k({5, 1, 0, -5}, 2).marginals();
  for (const Epoch& epoch : run.train()) {
    std::size_t all = 0;
    for (std::size_t t = 0; t < 4; ++t) {
      const TaskEpoch& task = epoch.tasks[t];
      EXPECT_EQ(task.score, (std::vector<double>{5, 1, 0, -5}[t]));
      EXPECT_EQ(task.probability, p[t]);
      EXPECT_NEAR(double(task.chosen), 500 * p[t], 4 * std::sqrt(500 * p[t] * (1 - p[t])) + 1);
      EXPECT_EQ(task.batches, task.chosen);
      all += task.chosen;
    }
    EXPECT_EQ(all, 1000U);
  }
}

// Those who take the best subset have scores, and no P(t in T); those who say nothing have neither.
TEST(ScoredSubsets, ReasonsAreThoseThereAre) {
  ScoredRun thompson(all_scorers().back().make);
  const Epoch last = thompson.train().back();
  EXPECT_TRUE(last.tasks[1].score.has_value());
  EXPECT_FALSE(last.tasks[1].probability.has_value());
  EXPECT_EQ(last.tasks[0].chosen, 10U) << "the target";
  thompson.options.steps = drawn(GivenScores({0, 0, 0, 9}), exactly_k({0, 0, 0, 0}, 1));
  EXPECT_GT(thompson.train().back().tasks[3].chosen, 5U) << "a scorer may be given by value";
  thompson.options.steps = alternating();
  const Epoch alternate = thompson.train().back();
  EXPECT_FALSE(alternate.tasks[1].score.has_value());
  EXPECT_EQ(alternate.tasks[1].chosen, 10U);
}

// The exact gradient finds the helper that pulls the target's way, and the target gets nearer to
// its optimum than by even draws: in the mean over 20 runs, as a single one depends on its last
// draws.
TEST(ScoredSubsets, LearnedScoresHelpTheTarget) {
  const auto off = [](const ScoredRun::Maker& maker) {
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      ScoredRun run(maker);
      run.options.epochs = 20;
      run.options.seed = seed;
      run.train();
      for (std::size_t i = 0; i < 3; ++i)
        squares += std::pow(double{run.model.w().value()(i, 0)} - four_centres()[0][i], 2) / 20;
    }
    return squares;
  };
  const double even = off([](const auto&) {
    return std::make_shared<GivenScores>(GivenScores({50, 0, 0, 0}));
  });
  const double learned =
      off([](const auto& model) { return std::make_shared<MarginalGradient>(probe_of(model), 0); });
  EXPECT_LT(learned, 0.8 * even) << even;
}

struct NotANumber : TaskScorer {
  std::string name() const override { return "not a number"; }
  std::vector<double> scores(const SubsetDistribution&, Rng&) override { return {0, 1, NAN, 0}; }
};

TEST(ScoredSubsets, Errors) {
  const auto rule = std::make_shared<ChainSubsets>(exactly_k({0, 0}, 1));
  EXPECT_EQ(error_of([&] { ScoredSubsets(nullptr, rule); }),
            "ScoredSubsets: there is no scorer: give one, such as LossScores.");
  EXPECT_THAT(error_of([&] { ScoredSubsets(std::make_shared<LossScores>(), nullptr); }),
              HasSubstr("there is no rule"));
  OneVector model(3, 4);
  EXPECT_THAT(error_of([&] {
                ScoredSubsets(std::make_shared<Thompson>(gain_of(model)), rule, Reweight::yes);
              }),
              HasSubstr("the scorer 'Thompson sampling' has its chance in the scores"));
  ScoredRun two([](const auto&) { return std::make_shared<LossScores>(); });
  two.options.steps = drawn(std::make_shared<LossScores>(), exactly_k({0, 0}, 1));
  EXPECT_EQ(error_of([&] { two.train(); }),
            "fit: the rule 'exactly 1' is over 2 tasks, but the model has 4: give it one score a "
            "task.");
  ScoredRun wrong([](const auto&) { return std::make_shared<NotANumber>(); });
  EXPECT_THAT(error_of([&] { wrong.train(); }), HasSubstr("the score of task 2 is nan"));
}

struct Reasoning : Selector {
  Reasons why;
  std::string name() const override { return "reasoning"; }
  std::vector<TaskNumbers> next_round(std::size_t, Rng&) override { return {{0}}; }
  Reasons reasons() const override { return why; }
};

TEST(ScoredSubsets, ReasonsMustBeOneATask) {
  ScoredRun run([](const auto&) { return std::make_shared<LossScores>(); });
  const auto selector = std::make_shared<Reasoning>();
  run.options.steps = Steps(selector);
  selector->why.scores = {1, 2, 3};
  EXPECT_EQ(error_of([&] { run.train(); }),
            "fit: the selector 'reasoning' gave 3 scores as its reasons, for 4 tasks: give one a "
            "task, or none.");
  selector->why = {{}, {1}};
  EXPECT_THAT(error_of([&] { run.train(); }), HasSubstr("gave 1 probabilities as its reasons"));
}

// What looks at another model would say nothing of this one, and what cannot be saved is refused
// before there is anything to lose.
TEST(ScoredSubsets, ScorersAreOfTheModelThatIsTrained) {
  OneVector other(3, 4);
  for (const std::string name :
       {"cosine", "lookahead", "marginal gradient", "score function", "EXP3", "Thompson"})
    for (const NamedScorer& of : all_scorers())
      if (of.name == name) {
        ScoredRun run([&](const auto&) { return of.make(other); });
        EXPECT_THAT(error_of([&] { run.train(); }),
                    HasSubstr("looks at another model than the one that is trained"))
            << name;
      }
  const TemporaryFolder folder;
  ScoredRun run([](const auto& model) {
    std::vector<BatchSource> sources = drawn_sources(four_centres(), 1);
    sources[2] = [] { return unit_batch({1, 2, 3}); };
    return std::make_shared<CosineScores>(std::make_shared<GradientProbe>(model, sources), 0);
  });
  run.train();
  run.options.checkpoints = Checkpoints{folder.path().string()};
  EXPECT_EQ(error_of([&] { run.train(); }),
            "CosineScores: the run is to be saved, but the probe's source of task 'task 2' has no "
            "state to save: make it by drawn_from().");
}

}  // namespace
}  // namespace tapestry::nn

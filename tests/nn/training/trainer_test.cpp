// Trainer and its checkpoints, in one process: killed_run_test.cpp has the rest.
#include "nn/training/trainer.hpp"

#include <fstream>

#include "nn/omega/mean_regularised.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/small_run.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::EndsWith;

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Trainer, IsFitRoundByRound) {
  SmallRun whole, stepped;
  const History expected = whole.fit();
  Trainer trainer(stepped.net, stepped.sources, stepped.adam, stepped.options);
  std::size_t rounds = 0;
  while (!trainer.done()) {
    trainer.round();
    EXPECT_EQ(trainer.rounds_done(), ++rounds);
    EXPECT_EQ(trainer.history().size(), rounds / 4);
  }
  EXPECT_EQ(rounds, 12u);
  EXPECT_EQ(values(stepped.net.parameters()), values(whole.net.parameters()));
  for (std::size_t e = 0; e < 3; ++e)
    EXPECT_EQ(trainer.history()[e].tasks[1].loss, expected[e].tasks[1].loss);
  EXPECT_EQ(error_of([&] { trainer.round(); }),
            "Trainer: all rounds are done (12): ask done() before each round().");
}

TEST(Trainer, ARoundThatThrewIsNotDone) {
  SmallRun run;
  bool fails = true;
  const BatchSource good = run.sources[1];
  run.sources[1] = [&] {
    if (fails) base::fail("the disk is gone");
    return good();
  };
  Trainer trainer(run.net, run.sources, run.adam, run.options);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(error_of([&] { trainer.round(); }), "the disk is gone");
  EXPECT_EQ(trainer.rounds_done(), 0u);
  fails = false;
  while (!trainer.done()) trainer.round();
  EXPECT_EQ(trainer.history().size(), 3u);
  EXPECT_EQ(trainer.history()[0].number, 1u);
}

TEST(Trainer, GivesTheOptimiserItsRateBack) {
  SmallRun run;
  run.options.schedule = [](double) { return 0.5; };
  {
    Trainer trainer(run.net, run.sources, run.adam, run.options);
    trainer.round();
    EXPECT_EQ(run.adam.learning_rate, 0.005);
  }
  EXPECT_EQ(run.adam.learning_rate, 0.01);
}

TEST(Checkpoints, AreKeptAsManyAsAskedForAndOneMoreAtTheEnd) {
  const TemporaryFolder folder;
  const std::string path = (folder / "new/folders").string();
  SmallRun run;
  run.options.checkpoints = {path, /*every=*/5, /*keep=*/2};
  run.fit();
  EXPECT_THAT(files_in(path),
              ElementsAre("round-000000000010.safetensors", "round-000000000012.safetensors"));
  EXPECT_THAT(newest_checkpoint(path).value(), EndsWith("/round-000000000012.safetensors"));
  std::ofstream(path + "/mine.txt") << "not theirs";
  std::ofstream(path + "/round-000000000013.safetensors.77.part") << "half";
  remove_checkpoints(path);
  EXPECT_THAT(files_in(path), ElementsAre("mine.txt"));
  EXPECT_FALSE(newest_checkpoint(path).has_value());
}

// A run that was killed between writing one and removing another, at its end.
TEST(Checkpoints, OneTooManyIsRemovedWhereARunGoesOn) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  SmallRun first, second;
  first.options.checkpoints = {path, /*every=*/4, /*keep=*/3};
  first.fit();
  EXPECT_EQ(files_in(path).size(), 3u);
  second.options.checkpoints = {path, 4, /*keep=*/2, /*resume=*/true};
  second.fit();
  EXPECT_THAT(files_in(path),
              ElementsAre("round-000000000008.safetensors", "round-000000000012.safetensors"));
}

TEST(Checkpoints, ComeAtTheEndOfEachEpochUnlessToldOtherwise) {
  const TemporaryFolder folder;
  SmallRun run;
  run.options.checkpoints = {folder.path().string(), 0, 10};
  run.fit();
  EXPECT_THAT(files_in(folder.path().string()),
              ElementsAre("round-000000000004.safetensors", "round-000000000008.safetensors",
                          "round-000000000012.safetensors"));
}

TEST(Checkpoints, ARunThatWasStoppedGoesOnBitForBit) {
  for (const std::size_t rounds : {1u, 4u, 7u, 11u, 12u}) {
    const TemporaryFolder folder;
    SmallRun whole, first, second;
    const History expected = whole.fit();
    first.options.checkpoints = second.options.checkpoints =
        Checkpoints{folder.path().string(), 100, 2, /*resume=*/true};
    EXPECT_EQ(first.stopped_after(rounds).size(), rounds / 4);
    std::size_t more = 0;
    second.options.watch = [&](const Progress&) { ++more; };
    const History history = second.fit();
    EXPECT_EQ(more, 12 - rounds);
    EXPECT_EQ(values(second.net.parameters()), values(whole.net.parameters())) << rounds;
    ASSERT_EQ(history.size(), 3u);
    for (std::size_t e = 0; e < 3; ++e) {
      EXPECT_EQ(history[e].number, e + 1);
      EXPECT_EQ(history[e].tasks[0].loss, expected[e].tasks[0].loss);
      EXPECT_EQ(history[e].tasks[1].accuracy, expected[e].tasks[1].accuracy);
    }
  }
}

// Groups of tasks, a diagnosis and an Omega that keeps the tasks' mean; stopped within an epoch.
struct GroupedRun {
  MultiTaskNet net{{{"a", {3}, 2}, {"b", {3}, 2}, {"c", {3}, 2}}, {5, {4}}, 1};
  Sgd sgd{0.1, 0.9};
  FitOptions options;
  std::shared_ptr<Diagnosis> diagnosis = std::make_shared<Diagnosis>(DiagnosisOptions{2, {}, true});

  GroupedRun() {
    options.epochs = 2, options.rounds_per_epoch = 5;
    options.steps = drawn(SubsetSelection({1, 0, 1}), Reweight::yes, {.diagnosis = diagnosis});
    options.penalties = {on_heads(std::make_shared<MeanRegularised>(0.1))};
  }
  History fit() {
    const SharedSource two = drawn_from(Rng(1), [](Rng& rng) {
      const Batch batch = random_batch(6, {3}, 2, rng);
      const Answers answers{{0, 1, 2, 3, 4, 5}, batch.labels, {}};
      return SharedBatch{batch.inputs, {answers, answers}};
    });
    const std::vector<SourceGroup> groups = {{{0, 2}, two}, one_task(1, source(2))};
    return nn::fit(net, groups, sgd, options);
  }
};

TEST(Checkpoints, GroupsDiagnosisAndOmegaGoOnBitForBit) {
  const TemporaryFolder folder;
  GroupedRun whole, first, second;
  whole.fit();
  first.options.checkpoints = second.options.checkpoints =
      Checkpoints{folder.path().string(), 100, 2, /*resume=*/true};
  first.options.stop = [left = 7]() mutable { return --left == 0; };
  first.fit();
  second.fit();
  EXPECT_EQ(values(second.net.parameters()), values(whole.net.parameters()));
  EXPECT_NE(values(first.net.parameters()), values(whole.net.parameters()));
  const auto expected = whole.diagnosis->pairs(), pairs = second.diagnosis->pairs();
  ASSERT_EQ(pairs.size(), expected.size());
  ASSERT_GT(pairs.size(), 0u);
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    EXPECT_EQ(pairs[k].layer, expected[k].layer);
    EXPECT_EQ(pairs[k].steps, expected[k].steps);
    EXPECT_EQ(pairs[k].cosine, expected[k].cosine);
    EXPECT_EQ(pairs[k].affinity, expected[k].affinity);
  }
}

// Same names, other parameters: what the optimiser remembers goes by the names.
TEST(Checkpoints, TheOptimisersStateComesBackByName) {
  const TemporaryFolder folder;
  SmallRun first, second;
  first.options.checkpoints = Checkpoints{folder.path().string()};
  first.stopped_after(6);
  Archive archive(*newest_checkpoint(folder.path().string()));
  Trainer trainer(second.net, second.sources, second.adam, second.options);
  trainer.serialise(archive);
  // Without it, Adam's next step would be its first, of a whole learning rate in each weight.
  const Tensor before = second.net.head(0)[0].value();
  trainer.round();
  double largest = 0;
  for (std::size_t i = 0; i < before.size(); ++i)
    largest = std::max(largest, std::abs(double{second.net.head(0)[0].value().data()[i]} -
                                         double{before.data()[i]}));
  EXPECT_LT(largest, 0.0099);
}

}  // namespace
}  // namespace tapestry::nn

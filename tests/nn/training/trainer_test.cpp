// Trainer, its checkpoints and its sources, in one process: killed_run_test.cpp has the rest.
#include "nn/training/trainer.hpp"

#include <csignal>
#include <fstream>

#include "datasets/batches.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "nn/training/fit.hpp"
#include "nn/training/stop_signals.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

BatchSource source(std::uint64_t seed) {
  return drawn_from(Rng(seed), [](Rng& rng) { return random_batch(8, {3}, 2, rng); });
}

// A run of its own each: net, optimiser and batches begin alike.
struct SmallRun {
  MultiTaskNet net{two_alike(), {5, {4}}, 1};
  Adam adam{0.01};
  std::vector<BatchSource> sources = {source(1), source(2)};
  FitOptions options;

  SmallRun() { options.epochs = 3, options.rounds_per_epoch = 4; }
  History fit() { return nn::fit(net, sources, adam, options); }
  // The same, but it is stopped after this many rounds.
  History stopped_after(std::size_t rounds) {
    options.stop = [left = rounds]() mutable { return --left == 0; };
    return fit();
  }
};

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

TEST(Checkpoints, AreRefusedWhereTheRunIsAnother) {
  const TemporaryFolder folder;
  SmallRun first;
  first.options.checkpoints = Checkpoints{folder.path().string()};
  first.stopped_after(6);
  const auto error = [&](const std::function<void(SmallRun&)>& change) {
    SmallRun run;
    run.options.checkpoints = Checkpoints{folder.path().string(), 0, 2, true};
    change(run);
    return error_of([&] { run.fit(); });
  };
  EXPECT_THAT(error([](SmallRun& r) { r.options.seed = 2; }),
              HasSubstr("another value of the seed"));
  EXPECT_THAT(error([](SmallRun& r) { r.options.epochs = 4; }),
              HasSubstr("another value of the number of epochs"));
  EXPECT_THAT(error([](SmallRun& r) { r.options.selector = joint(); }),
              HasSubstr("has 'alternating' as the selector, which now is 'joint'"));
  EXPECT_THAT(error([](SmallRun& r) { r.adam.learning_rate = 0.02; }),
              HasSubstr("another value of the learning rate"));
  EXPECT_THAT(error([](SmallRun& r) {
                r.net = MultiTaskNet(two_alike(), {6, {4}}, 1);
              }),
              HasSubstr("Trainer: the saved state has no"));
  EXPECT_THAT(error([](SmallRun& r) {
                r.net = MultiTaskNet({{"a", {3}, 2}, {"c", {3}, 2}}, {5, {4}}, 1);
              }),
              HasSubstr("has 'a, b' as the tasks, which now is 'a, c'"));
  Sgd sgd(0.01);
  EXPECT_THAT(error_of([&] {
                SmallRun run;
                run.options.checkpoints = Checkpoints{folder.path().string(), 0, 2, true};
                fit(run.net, run.sources, sgd, run.options);
              }),
              HasSubstr("has 'adam' as the optimiser, which now is 'sgd'"));
}

TEST(Checkpoints, ErrorsSayWhatToDo) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  const auto error = [&](const Checkpoints& how) {
    SmallRun run;
    run.options.checkpoints = how;
    return error_of([&] { run.fit(); });
  };
  EXPECT_EQ(error({""}), "Checkpoints: there is no folder: say where to put them.");
  EXPECT_EQ(error({path, 0, 0}),
            "Checkpoints: 0 are to be kept, but at least the newest must be: give keep >= 1.");
  EXPECT_EQ(error({path}), "no error");
  EXPECT_EQ(error({path}), "Checkpoints: '" + path +
                               "' holds those of another run: resume it, remove them, or give "
                               "another folder.");
  std::ofstream(folder.file("a file")) << "x";
  EXPECT_THAT(error({folder.file("a file") + "/in it"}), HasSubstr("cannot be made"));

  SmallRun run;
  run.sources[1] = [] { return Batch(); };
  run.options.checkpoints = Checkpoints{folder.file("other")};
  EXPECT_EQ(error_of([&] { run.fit(); }),
            "fit: the batch source of task 'b' cannot say where it is, so that no checkpoint of it "
            "could go on: give it a serialise(Archive&), or make it by drawn_from().");
}

// All of it is shared by copies, and goes on from where the archive was written.
TEST(Source, ACopyIsTheSameStream) {
  const BatchSource first = source(3), copy = first, other = source(3);
  const Tensor a = first().inputs, b = copy().inputs;
  EXPECT_EQ(other().inputs, a);
  EXPECT_EQ(other().inputs, b);
  EXPECT_TRUE(first.has_state());
  EXPECT_FALSE(BatchSource([] { return Batch(); }).has_state());
  EXPECT_FALSE(BatchSource());
  EXPECT_FALSE(BatchSource(std::function<Batch()>()));
}

TEST(Source, BatchesOfADataSetGoOnFromWhereTheyWere) {
  const TemporaryFolder folder;
  const datasets::ImageSet set = datasets::stroke_digits(50, 1),
                           other = datasets::stroke_digits(60, 1);
  datasets::Batches batches(set, 16, 2), again(set, 16, 99);
  for (int i = 0; i < 5; ++i) batches.next();  // into the second shuffle
  Archive out;
  out("batches", batches);
  out.write(folder.file("state"));
  Archive in(folder.file("state"));
  in("batches", again);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(again.next().labels, batches.next().labels);
  datasets::Batches of_other(other, 16, 2);
  EXPECT_THAT(error_of([&] { Archive(folder.file("state"))("batches", of_other); }),
              HasSubstr("another value of the number of examples"));
}

TEST(StopSignals, NoteTheFirstOfEachKind) {
  {
    const StopSignals signals;
    EXPECT_FALSE(StopSignals::came());
    std::raise(SIGINT);
    EXPECT_TRUE(StopSignals::came());
    EXPECT_EQ(error_of([] { const StopSignals another; }),
              "StopSignals: there is one already: let it end before the next is made.");
  }
  const StopSignals later;
  EXPECT_FALSE(StopSignals::came());
  std::raise(SIGTERM);
  EXPECT_TRUE(StopSignals::came());
}

}  // namespace
}  // namespace tapestry::nn

// What checkpoints are refused, and which folders and sources for them.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "nn/training/trainer.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/small_run.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;

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
              HasSubstr("has 1 as the seed, which now is 2"));
  EXPECT_THAT(error([](SmallRun& r) { r.options.epochs = 4; }),
              HasSubstr("has 3 as the number of epochs, which now is 4"));
  EXPECT_THAT(error([](SmallRun& r) { r.options.steps = joint(); }),
              HasSubstr("has 'alternating' as the selector, which now is 'joint'"));
  EXPECT_THAT(error([](SmallRun& r) { r.adam.learning_rate = 0.02; }),
              HasSubstr("has 0.01 as the learning rate, which now is 0.02"));
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

TEST(Checkpoints, ADamagedOneIsRefused) {
  // A JSON text within one: hence the \ before each ". The texts are of one length, as the
  // header's length must stay right.
  const auto error_with = [](const std::string& old, const std::string& damaged) {
    const TemporaryFolder folder;
    SmallRun first, second;
    first.options.checkpoints = Checkpoints{folder.path().string()};
    first.stopped_after(10);
    const std::string path = *newest_checkpoint(folder.path().string());
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const std::size_t at = bytes.rfind(old);
    EXPECT_NE(at, std::string::npos) << old;
    std::ofstream(path, std::ios::binary) << bytes.replace(at, old.size(), damaged);
    second.options.checkpoints = Checkpoints{folder.path().string(), 0, 2, /*resume=*/true};
    return error_of([&] { second.fit(); });
  };
  EXPECT_EQ(error_with(R"(rounds done\":10)", R"(rounds done\":99)"),
            "Trainer: the saved state is damaged: it is at round 99 of 12, with 2 tasks of 2.");
  // Two rounds of the third epoch, with batches of 8.
  EXPECT_EQ(error_with(R"(examples\":[16,16])", R"(examples\":[16016])"),
            "Trainer: the saved state is damaged: 'examples' has 1 value for 2 tasks.");
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
  if (std::filesystem::is_directory("/proc")) {
    EXPECT_THAT(error({"/proc"}), HasSubstr("nothing can be written into '/proc'"));
  }

  SmallRun run;
  run.options.observers = {nullptr};
  EXPECT_EQ(error_of([&] { run.fit(); }),
            "fit: an observer is nullptr: give one, such as EarlyStopping, or none.");
  run.options.observers = {};
  run.options.checkpoints = Checkpoints{folder.file("other")};
  const SharedSource shared = [] { return SharedBatch(); };
  EXPECT_EQ(error_of([&] { fit(run.net, shared, run.adam, run.options); }),
            "fit: the source cannot say where it is, so that no checkpoint of it could go on: give "
            "it a serialise(Archive&), or make it by drawn_from().");
  run.sources[1] = [] { return Batch(); };
  EXPECT_EQ(error_of([&] { run.fit(); }),
            "fit: the batch source of task 'b' cannot say where it is, so that no checkpoint of it "
            "could go on: give it a serialise(Archive&), or make it by drawn_from().");
}

}  // namespace
}  // namespace tapestry::nn

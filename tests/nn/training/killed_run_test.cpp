// A run that is killed at any moment, and resumed, ends with the bytes of one that was not; one
// that is asked to stop saves everything first. (tests/resume/run_to_be_killed.cpp)
#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "engine/array/random.hpp"
#include "nn/files/archive.hpp"
#include "nn/training/checkpoints.hpp"
#include "tests/places.hpp"
#include "tests/process.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

// The program in a process of its own.
Process run_of(const char* kind, const TemporaryFolder& folder) {
  return Process(
      {std::string(test::kTestsFolder) + "/run_to_be_killed", kind, folder.path().string(), "400"});
}

void expect_same_end(const TemporaryFolder& run, const TemporaryFolder& expected) {
  for (const char* file : {"parameters", "history"}) {
    EXPECT_FALSE(bytes_of(expected.file(file)).empty());
    EXPECT_EQ(bytes_of(run.file(file)), bytes_of(expected.file(file))) << file;
  }
}

// TAPESTRY_KILLS: how many kills, for a measurement; 4 otherwise.
int kills_asked_for() {
  const char* asked = std::getenv("TAPESTRY_KILLS");
  return asked == nullptr ? 4 : std::atoi(asked);
}

class KilledRun : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Orders, KilledRun, testing::Values("alternating", "joint", "selected"),
                         [](const auto& row) { return std::string(row.param); });

TEST_P(KilledRun, EndsWithTheBytesOfOneThatWasNot) {
  const TemporaryFolder whole, killed;
  double seconds = 0;
  seconds = seconds_of([&] { EXPECT_EQ(run_of(GetParam(), whole).wait(), 0); });
  ASSERT_GT(seconds, 0);
  Rng rng(std::random_device{}());  // any moment will do
  int kills = 0, after_progress = 0;
  while (kills < kills_asked_for()) {
    // From a run's start on, so that it is hit while it reads, trains, writes and removes.
    const double moment = uniform_draw(rng) * seconds * 0.8;
    const int code = run_of(GetParam(), killed).signal_after(moment, SIGKILL);
    if (code == -1) ++kills;
    if (const auto newest = newest_checkpoint(killed.path().string())) {
      EXPECT_NO_THROW(Archive{*newest}) << *newest;
      ++after_progress;
    }
    if (code == -1) continue;
    ASSERT_EQ(code, 0);  // it was at its end: begin anew
    expect_same_end(killed, whole);
    remove_checkpoints(killed.path().string());
  }
  EXPECT_EQ(run_of(GetParam(), killed).wait(), 0);
  expect_same_end(killed, whole);
  // (What the program itself was writing when it was killed, "parameters", may lie there, too.)
  std::size_t checkpoints = 0;
  for (const auto& entry : std::filesystem::directory_iterator(killed.path()))
    checkpoints += entry.path().filename().string().starts_with("round-");
  EXPECT_LE(checkpoints, 2u) << "more than two, or a part of one";
  std::cout << kills << " kills, " << after_progress << " runs with a checkpoint to go on from\n";
}

TEST_P(KilledRun, ThatIsAskedToStopSavesEverything) {
  for (const int number : {SIGINT, SIGTERM}) {
    const TemporaryFolder whole, stopped;
    const double seconds = seconds_of([&] { EXPECT_EQ(run_of(GetParam(), whole).wait(), 0); });
    const int code = run_of(GetParam(), stopped).signal_after(seconds / 2, number);
    // 3: stopped. 0: this time it was quicker. -1: it was not yet there to be asked.
    EXPECT_THAT(code, testing::AnyOf(3, 0, -1));
    if (code == 3) {
      EXPECT_TRUE(newest_checkpoint(stopped.path().string()).has_value());
    }
    EXPECT_EQ(run_of(GetParam(), stopped).wait(), 0);
    expect_same_end(stopped, whole);
  }
}

}  // namespace
}  // namespace tapestry::nn

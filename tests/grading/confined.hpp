// A program that misbehaves (../confined/misbehave.cpp), run as a worker is, or as the compiler.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/assignments/grader/confined.hpp"
#include "tests/places.hpp"
#include "tests/process.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {

namespace fs = std::filesystem;

inline constexpr fs::perms kForAll = fs::perms::all;
inline constexpr fs::perms kToRead = static_cast<fs::perms>(0755);

inline bool can_confine(const std::string& what) {
  const std::vector<std::string> all = confinement();
  return std::find(all.begin(), all.end(), what) != all.end();
}

#define NEEDS(what) \
  if (!can_confine(what)) GTEST_SKIP() << "This machine cannot confine: " << what

// How many processes have this text in their command lines.
inline int processes_of(const std::string& text) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    if (bytes_of((entry.path() / "cmdline").string()).find(text) != std::string::npos) ++count;
  }
  return count;
}

// What was killed takes a moment to go.
inline bool all_gone(const std::string& text) {
  for (int i = 0; i < 3000 && processes_of(text) > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return processes_of(text) == 0;
}

class Confined : public testing::Test {
 protected:
  Confined() {
    fs::permissions(folder_.path(), kToRead);
    fs::copy_file(fs::path(test::kTestsFolder) / "misbehave", program_);
    fs::permissions(program_, kToRead);
    limits_.wall_seconds = 120;  // for what waits for a processor
  }

  Outcome run(std::vector<std::string> words, const std::string& request = "") {
    words.insert(words.begin(), program_.string());
    return run_confined({words, folder_.path(), request, trust_, readable_}, limits_);
  }

  // What it says, where it ends by itself and well.
  std::string said_by(const std::vector<std::string>& words) {
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.end, End::exited) << outcome.said;
    EXPECT_EQ(outcome.code, 0) << outcome.said;
    return outcome.said;
  }

  TemporaryFolder folder_;
  fs::path program_ = folder_ / "misbehave";
  Limits limits_;
  Trust trust_ = Trust::worker;
  std::vector<fs::path> readable_;
};

// What misbehave says where each of its attempts is refused.
inline std::string all_refused(const std::vector<std::string>& attempts) {
  std::string all;
  for (const std::string& attempt : attempts) all += attempt + ": refused\n";
  return all;
}

}  // namespace tapestry::grader

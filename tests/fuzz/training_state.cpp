// The state of a training run. One that is taken can be trained on to its end.
#include "nn/files/archive.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/small_run.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("file", data, size);
  fuzz::SmallRun run;
  const bool taken = fuzz::takes([&] {
    nn::Archive archive(file);
    run.trainer().serialise(archive);
    archive.check_all_was_read();
  });
  if (!taken) return 0;
  // Training may find numbers that lead nowhere, and say so.
  fuzz::takes([&] {
    for (int rounds = 0; rounds < 4 && !run.trainer().done(); ++rounds) run.trainer().round();
    if (run.trainer().done()) run.trainer().finish();
  });
  fuzz::taken = true;
  return 0;
}

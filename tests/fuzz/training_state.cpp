// The state of a training run of the kind whose tasks it names. One that is taken can be trained on
// to its end.
#include <string_view>

#include "nn/files/archive.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/small_run.hpp"

using namespace tapestry;

namespace {

// The first kind, where it names none.
std::size_t kind_of(std::string_view file) {
  const auto& kinds = fuzz::SmallRun::kinds();
  for (std::size_t kind = 1; kind < kinds.size(); ++kind)
    if (file.find(kinds[kind].name + " a, " + kinds[kind].name + " b") != file.npos) return kind;
  return 0;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("file", data, size);
  fuzz::SmallRun run(kind_of({reinterpret_cast<const char*>(data), size}));
  const bool taken = fuzz::takes([&] {
    nn::Archive archive(file);
    run.trainer().serialise(archive);
    archive.check_all_was_read();
  });
  if (!taken) return 0;
  // Training may find numbers that lead nowhere, and say so.
  const bool trained = fuzz::takes([&] {
    for (int rounds = 0; rounds < 4 && !run.trainer().done(); ++rounds) run.trainer().round();
    if (run.trainer().done()) run.trainer().finish();
    run.tell();
  });
  const auto save = [&] {
    nn::Archive again;
    run.trainer().serialise(again);
  };
  if (trained) fuzz::require(fuzz::takes(save), "what was trained can be saved");
  fuzz::taken = true;
  return 0;
}

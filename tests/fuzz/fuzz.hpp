// What the targets share: a folder for the files that readers are given, and what a reader may do
// with a file: take it, or refuse it with an Error of bounded length. All else ends the process,
// which is how libFuzzer (and replay.cpp) learn of it.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/base/error.hpp"

namespace tapestry::fuzz {

using Bytes = std::vector<std::uint8_t>;

// Ends the process where a claim about the reader is false.
inline void require(bool claim, const char* text) {
  if (claim) return;
  std::fprintf(stderr, "fuzz: it is false that %s\n", text);
  std::abort();
}

// Whether the last file was taken: replay.cpp asks, since every seed must be.
inline bool taken = false;

// Calls read(), and is true where it took the file. An error's text says the beginning of what
// stands in a file, and not all of it.
template <class Read>
bool takes(const Read& read, std::size_t longest_error = 2000) {
  try {
    read();
    taken = true;
  } catch (const Error& refusal) {
    const std::string text = refusal.what();
    require(!text.empty() && text.size() <= longest_error, "an error's text is bounded");
    taken = false;
  }
  return taken;
}

// A folder of this process, where TMPDIR says; it goes away with it. tests/fuzz/run sets TMPDIR to
// a folder in memory.
class Scratch {
 public:
  Scratch() {
    path_ = std::filesystem::temp_directory_path() / ("tapestry_fuzz_" + std::to_string(getpid()));
    std::filesystem::create_directories(path_);
  }
  ~Scratch() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Writes a file of this name, and gives its path.
  std::string write(const std::string& name, const std::uint8_t* data, std::size_t size) const {
    const std::string file = (path_ / name).string();
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    out.close();
    require(out.good(), "the scratch folder can be written to");
    return file;
  }

 private:
  std::filesystem::path path_;
};

inline const Scratch& scratch() {
  static const Scratch folder;
  return folder;
}

}  // namespace tapestry::fuzz

// Every target defines it; libFuzzer and replay.cpp call it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

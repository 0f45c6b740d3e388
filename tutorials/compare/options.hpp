// The options of the compare program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct Options {
  std::string data;                  // folder of the real data sets; empty: generated stand-ins
  std::string problem = "pictures";  // or "multimnist"
  std::uint64_t seeds = 5;           // how many
  std::uint64_t rows = 2000;         // training rows of each task; also a quarter and a 16th
  std::uint64_t validation = 500;    // rows of each task to choose by
  std::uint64_t epochs = 12;         // checkpoints
  std::uint64_t rounds = 60;         // batches of each task between two of them
  std::uint64_t batch = 32;          // rows in each task's batches
  std::uint64_t width = 64;          // of the nets' first layer; the second has half of it
  double rate = 1e-3;                // Adam's step size
  double target = 0.95;              // learning efficiency: share of the single tasks' score
  bool bonferroni = false;           // correct the intervals for how many verdicts there are
  std::uint64_t threads = 1;         // of the matrix products
  std::string out = "out";           // folder for what the program writes
  bool quick = false;

  // The numbers of training rows that "less data" is measured with; the last is `rows`.
  std::vector<std::size_t> sizes() const {
    if (quick) return {rows / 4, rows};
    return {rows / 16, rows / 4, rows};
  }
};

// The options on the command line, or nothing where --help has been answered. Throws where an
// option is unknown or its value is not of its kind, with a sentence that says so.
std::optional<Options> read_options(int argc, char** argv);

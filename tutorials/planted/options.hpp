// The options of the planted program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

struct Options {
  std::uint64_t seeds = 20;   // how many worlds of each structure
  std::uint64_t first = 101;  // the first of their seeds
  std::string out = "out";
  bool quick = false;  // 2 seeds, and fewer strengths
};

// The options on the command line, or nothing where --help has been answered. Throws where an
// option is unknown, or its value is not of its kind or outside of its range.
std::optional<Options> read_options(int argc, char** argv);

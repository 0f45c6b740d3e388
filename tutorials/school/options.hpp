// The options of the school program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

struct Options {
  std::string data;           // folder with school.csv; empty: generated schools
  std::uint64_t splits = 10;  // random splits into training and test rows
  std::uint64_t seed = 1;     // of the splits
  std::string out = "out";
  bool quick = false;  // 2 splits
};

// The options on the command line, or nothing where --help has been answered. Throws where an
// option is unknown, or its value is not of its kind or outside of its range.
std::optional<Options> read_options(int argc, char** argv);

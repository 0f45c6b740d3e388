// The options of the multimnist program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct Options {
  std::string data;                                             // empty: generated digits
  std::vector<std::string> methods{"single", "equal", "mgda"};  // each at most once
  std::uint64_t epochs = 25;  // passes over the training images, for each method
  double seconds = 0;         // choose the epochs so that a method takes about this; 0: --epochs
  std::uint64_t batch = 64;
  double rate = 1e-3;  // Adam's step size, which falls to a hundredth of it along a cosine
  std::uint64_t seed = 1;
  std::uint64_t threads = 1;
  std::string out = "out";
  bool diagnose = false;  // compare the tasks' gradients while training
  bool quick = false;     // few images, two epochs
};

// The options on the command line, or nothing where --help has been answered. Throws where an
// option is unknown, its value is not of its kind or outside of its range, or a method is unknown.
std::optional<Options> read_options(int argc, char** argv);

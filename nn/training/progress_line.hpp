// The line that shows how training goes: epoch, time left, each task's accuracy and loss:
//   both  epoch 3/8, 5.0 s left: digits 96.6 % (loss 0.151), objects 80.0 % (loss 0.461)
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "nn/training/fit.hpp"

namespace tapestry::nn {

// To be given to FitOptions::watch. On a terminal it rewrites one line, ten times a second at most;
// elsewhere (a file, a log) it writes a line an epoch.
class ProgressLine {
 public:
  // label: what is being trained, at the line's start. tasks: in the model's order.
  // terminal_width: in characters, to which lines are cut; 0: not a terminal, and nothing is cut.
  ProgressLine(std::string label, const std::vector<Task>& tasks, std::ostream& out,
               std::size_t terminal_width);
  void operator()(const Progress& progress);

 private:
  std::string line(const Progress& progress) const;

  std::string label_;
  std::vector<std::string> names_;
  std::vector<bool> classifies_;
  std::ostream* out_;
  std::size_t terminal_width_;
  std::size_t shown_ = 0;  // length of the line that is to be overwritten
  std::chrono::steady_clock::time_point last_{};
};

// Characters in a line of the terminal that standard output is; 80 where it does not say, and 0
// where standard output is no terminal.
std::size_t terminal_width();

}  // namespace tapestry::nn

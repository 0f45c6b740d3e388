// The line that shows how training goes: epoch, each task's loss and accuracy, time left.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "nn/fit.hpp"

namespace tapestry::nn {

// To be given to FitOptions::watch. On a terminal it rewrites one line, ten times a second at most;
// elsewhere (a file, a log) it writes a line an epoch.
class ProgressLine {
 public:
  // tasks: their names, in the model's order. label: what is being trained, at the line's start.
  ProgressLine(std::string label, const std::vector<Task>& tasks, std::ostream& out, bool terminal);
  void operator()(const Progress& progress);

 private:
  std::string label_;
  std::vector<std::string> names_;
  std::vector<bool> classifies_;
  std::ostream* out_;
  bool terminal_;
  std::size_t width_ = 0;  // of the line that is to be overwritten
  std::chrono::steady_clock::time_point last_{};
};

// Whether standard output is a terminal.
bool is_terminal();

}  // namespace tapestry::nn

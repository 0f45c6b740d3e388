#include "nn/progress_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace tapestry::nn {

bool is_terminal() { return isatty(STDOUT_FILENO) == 1; }

ProgressLine::ProgressLine(std::string label, const std::vector<Task>& tasks, std::ostream& out,
                           bool terminal)
    : label_(std::move(label)), out_(&out), terminal_(terminal) {
  for (const Task& task : tasks) {
    names_.push_back(task.name);
    classifies_.push_back(task.loss.classifies);
  }
}

void ProgressLine::operator()(const Progress& p) {
  const bool epoch_ends = p.round * p.epochs == p.epoch * p.rounds;
  const auto now = std::chrono::steady_clock::now();
  if (!epoch_ends && (!terminal_ || now - last_ < std::chrono::milliseconds(100))) return;
  last_ = now;

  std::ostringstream line;
  line << std::fixed << label_ << "  epoch " << p.epoch << '/' << p.epochs;
  for (std::size_t t = 0; t < names_.size(); ++t) {
    const TaskEpoch& task = p.so_far.tasks[t];
    line << "  " << names_[t];
    if (task.batches == 0) {
      line << " not drawn yet";
      continue;
    }
    line << " loss " << std::setprecision(3) << task.loss;
    if (classifies_[t]) line << " accuracy " << std::setprecision(1) << 100 * task.accuracy << " %";
  }
  line << "  " << std::setprecision(1) << p.seconds << " s, " << p.seconds_left << " s left";

  std::string text = line.str();
  if (terminal_) {
    const std::size_t width = text.size();
    if (width < width_) text.append(width_ - width, ' ');  // covers what was longer before
    width_ = width;
    *out_ << '\r' << text << (epoch_ends ? "\n" : "") << std::flush;
    if (epoch_ends) width_ = 0;
  } else {
    *out_ << text << std::endl;
  }
}

}  // namespace tapestry::nn

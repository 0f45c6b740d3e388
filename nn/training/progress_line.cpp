#include "nn/training/progress_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace tapestry::nn {
namespace {

// The first `width` characters at most. Counts bytes, of which a character has one or more, and
// does not cut a UTF-8 character in two.
std::string cut(std::string text, std::size_t width) {
  if (text.size() <= width) return text;
  while (width > 0 && (static_cast<unsigned char>(text[width]) & 0xC0) == 0x80) --width;
  text.resize(width);
  return text;
}

}  // namespace

std::size_t terminal_width() {
  if (isatty(STDOUT_FILENO) != 1) return 0;
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

ProgressLine::ProgressLine(std::string label, const std::vector<Task>& tasks, std::ostream& out,
                           std::size_t terminal_width)
    : label_(std::move(label)), out_(&out), terminal_width_(terminal_width) {
  for (const Task& task : tasks) {
    names_.push_back(task.name);
    classifies_.push_back(task.loss.classifies());
  }
}

std::string ProgressLine::line(const Progress& p) const {
  std::ostringstream line;
  line << std::fixed << std::setprecision(1);
  line << label_ << "  epoch " << p.epoch << '/' << p.epochs << ", ";
  if (p.round == p.rounds)
    line << "took " << p.seconds << " s";
  else
    line << p.seconds_left << " s left";
  for (std::size_t t = 0; t < names_.size(); ++t) {
    const TaskEpoch& task = p.so_far.tasks[t];
    line << (t == 0 ? ": " : ", ") << names_[t];
    if (task.batches == 0)
      line << " not drawn yet";
    else if (classifies_[t])
      line << ' ' << std::setprecision(1) << 100 * task.accuracy << " % (loss "
           << std::setprecision(3) << task.loss << ')';
    else
      line << " loss " << std::setprecision(3) << task.loss;
  }
  return line.str();
}

void ProgressLine::operator()(const Progress& p) {
  const bool terminal = terminal_width_ > 0;
  const bool epoch_ends = p.round * p.epochs == p.epoch * p.rounds;
  const auto now = std::chrono::steady_clock::now();
  if (!epoch_ends && (!terminal || now - last_ < std::chrono::milliseconds(100))) return;
  last_ = now;
  if (!terminal) {
    *out_ << line(p) << std::endl;
    return;
  }
  // '\r' goes back to the start of the terminal's line only: a text that wraps onto a second one,
  // as one of full width does on some terminals, could not be overwritten.
  std::string text = cut(line(p), terminal_width_ - 1);
  const std::size_t length = text.size();
  if (length < shown_) text.append(shown_ - length, ' ');  // covers what was longer before
  *out_ << '\r' << text << (epoch_ends ? "\n" : "") << std::flush;
  shown_ = epoch_ends ? 0 : length;
}

}  // namespace tapestry::nn

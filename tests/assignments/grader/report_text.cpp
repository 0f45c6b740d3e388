#include <algorithm>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/report.hpp"
#include "tests/assignments/grader/report_words.hpp"

namespace tapestry::grader {
namespace {

constexpr std::size_t kReportColumns = 100;
constexpr std::size_t kLabelWidth = 10;         // "came out" and two spaces
constexpr std::size_t kPrintedLinesShown = 60;  // more would push the points off the screen

// The text in lines of at most `width` characters, cut between words. What has no spaces is cut
// after a comma (a list of numbers), or else anywhere.
std::vector<std::string> report_lines(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t fits = bytes_of(text, width);
    if (fits == text.size()) break;
    std::size_t cut = text.rfind(' ', fits);
    const bool between_words = cut != text.npos && text.find_first_not_of(' ') < cut;
    if (!between_words) {
      const std::size_t comma = text.rfind(',', fits - 1);
      cut = comma == text.npos ? fits : comma + 1;
    }
    lines.emplace_back(text.substr(0, cut));
    lines.back().erase(lines.back().find_last_not_of(' ') + 1);
    text.remove_prefix(std::min(text.find_first_not_of(' ', cut), text.size()));
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

// The lines of the text, the first after `begin` and the others as far to the right.
std::string hanging(const std::string& begin, const std::string& text) {
  const std::size_t indent = width_of(begin);
  std::string out;
  for (const std::string& line : report_lines(text, kReportColumns - indent)) {
    std::string whole = (out.empty() ? begin : std::string(indent, ' ')) + line;
    whole.erase(whole.find_last_not_of(' ') + 1);
    out += whole + '\n';
  }
  return out;
}

std::string labelled(const std::string& label, const std::string& text) {
  return text.empty() ? "" : hanging("    " + padded(label, kLabelWidth), text);
}

// Names on the left, points on the right.
class PointsColumn {
 public:
  explicit PointsColumn(const Report& report) {
    for (const PartResult& part : report.parts) {
      make_room("", part.name, part.points());
      if (!part.problem.empty()) continue;  // its checks are not told
      for (const CheckResult& check : part.checks)
        make_room("  passed  ", check.name, finite_or_zero(check.points));
    }
    names_ = std::min(names_, kReportColumns - 35);  // a longer one takes two lines
  }

  // `begin` and the name, "20 of 30" in the column, and what follows it.
  std::string line(const std::string& begin, const std::string& name, const std::string& points,
                   const std::string& after) const {
    std::string out;
    for (const std::string& text : report_lines(printable(name), names_ - width_of(begin))) {
      if (out.empty())
        out = padded(begin + text, names_ + 2) + right_aligned(points, points_) + after + '\n';
      else
        out += std::string(width_of(begin), ' ') + text + '\n';
    }
    return out;
  }

  // "passed", "partly" or "FAILED", and the check's name.
  std::string check(const CheckResult& check) const {
    const char* came = check.passed() ? "passed" : check.points > 0 ? "partly" : "FAILED";
    return line(base::text("  ", came, "  "), check.name, number_text(finite_or_zero(check.points)),
                check.passed() ? "" : " of " + number_text(check.of));
  }

 private:
  void make_room(const std::string& begin, const std::string& name, double points) {
    names_ = std::max(names_, width_of(begin) + width_of(printable(name)));
    points_ = std::max(points_, width_of(number_text(points)));
  }

  std::size_t names_ = 38, points_ = 0;
};

std::string text_of_part(const PartResult& part, const PointsColumn& column) {
  std::string out = '\n' + column.line("", part.name, number_text(part.points()),
                                       " of " + number_text(part.of()) + " points");
  if (!part.problem.empty())
    return out + "  FAILED  nothing of it could be tried\n" +
           labelled("problem", printable(part.problem)) + labelled("hint", printable(part.hint));
  for (const CheckResult& check : part.checks) {
    out += column.check(check);
    if (check.passed()) continue;
    for (const auto& [label, text] : lines_of(check)) out += labelled(label, text);
  }
  return out;
}

std::string text_of_leaders(const std::vector<Leader>& leaders) {
  if (leaders.empty()) return "";
  std::size_t width = 0;
  for (const Leader& leader : leaders) width = std::max(width, width_of(printable(leader.name)));
  std::string out = "\nleader board\n";
  for (const Leader& leader : leaders)
    out += hanging("  ", padded(printable(leader.name), width + 2) + number_text(leader.value));
  return out;
}

std::string with_spaces_for_tabs(const std::string& line) {
  std::string out;
  for (const char c : line) {
    if (c == '\t')
      out = padded(out, width_of(out) / 8 * 8 + 8);
    else
      out += c;
  }
  return out;
}

// Indented, so that nothing of it can be taken for a line of the report.
std::string text_of_printed(const std::string& printed) {
  std::string rest = printable_lines(printed);
  rest.erase(rest.find_last_not_of('\n') + 1);
  if (rest.empty()) return "";
  std::string out = "\nYour code printed:\n";
  const auto lines = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\n')) + 1;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < std::min(lines, kPrintedLinesShown); ++i) {
    const std::size_t end = std::min(rest.find('\n', begin), rest.size());
    out += hanging("    ", with_spaces_for_tabs(rest.substr(begin, end - begin)));
    begin = end + 1;
  }
  if (lines > kPrintedLinesShown)
    out += "  and " + std::to_string(lines - kPrintedLinesShown) + " more lines\n";
  return out;
}

std::string text_of_confinement(const Report& report) {
  std::string from;
  for (const std::string& what : report.confinement)
    from += (from.empty() ? "" : ", ") + printable(what);
  return hanging("",
                 "Limited or shut off for your code: " + (from.empty() ? "nothing" : from) + ".") +
         "Random cases from seed " + seed_text(report.seed) + ".\n";
}

}  // namespace

std::string text_of(const Report& report) {
  const PointsColumn column(report);
  std::string out = hanging(
      "", printable(report.assignment) + ", submission '" + printable(report.submission) + "'");
  for (const PartResult& part : report.parts) out += text_of_part(part, column);
  out += text_of_leaders(report.leaders);
  out += '\n' + number_text(report.points()) + " of " + number_text(report.of()) + " points\n";
  return out + text_of_confinement(report) + text_of_printed(report.printed);
}

}  // namespace tapestry::grader

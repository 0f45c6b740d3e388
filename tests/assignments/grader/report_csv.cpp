#include "tests/assignments/grader/report.hpp"
#include "tests/assignments/grader/report_words.hpp"

namespace tapestry::grader {
namespace {

// Quoted where the text would break the line into other cells. A leading ' keeps a spreadsheet from
// computing what a student has named a folder; a tab is in the list as spreadsheets skip it.
std::string csv_cell(const std::string& text) {
  std::string cell = printable_lines(text);
  if (!cell.empty() && std::string("=+-@\t").find(cell[0]) != std::string::npos)
    cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

std::string csv_header(const Report& report) {
  std::string line = "submission";
  for (const PartResult& part : report.parts) line += ',' + csv_cell(part.name);
  return line + ",points,seed,first problem\r\n";
}

std::string csv_line(const Report& report) {
  std::string line = csv_cell(report.submission);
  for (const PartResult& part : report.parts) line += ',' + number_text(part.points());
  return line + ',' + number_text(report.points()) + ',' + seed_text(report.seed) + ',' +
         csv_cell(first_cause(report)) + "\r\n";
}

}  // namespace tapestry::grader

#include <algorithm>
#include <map>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/report.hpp"
#include "tests/assignments/grader/report_words.hpp"

namespace tapestry::grader {
namespace {

using ClassRow = std::vector<std::string>;

constexpr std::size_t kCauseWidth = 60;

const PartResult* part_named(const Report& report, const std::string& name) {
  for (const PartResult& part : report.parts)
    if (part.name == name) return &part;
  return nullptr;
}

// The names of all parts. A report may lack some, where nothing of its submission could be read.
std::vector<std::string> part_names(const std::vector<Report>& reports) {
  std::vector<std::string> names;
  for (const Report& report : reports)
    for (const PartResult& part : report.parts)
      if (std::find(names.begin(), names.end(), part.name) == names.end())
        names.push_back(part.name);
  return names;
}

std::string cut_cause(const std::string& cause) {
  const std::size_t fits = bytes_of(cause, kCauseWidth);
  if (fits == cause.size()) return cause;
  return cause.substr(0, bytes_of(cause, kCauseWidth - 3)) + "...";
}

// Of what the points are: the most that any report says, as a broken one may say too little.
ClassRow row_of_maxima(const std::vector<Report>& reports, const std::vector<std::string>& names) {
  ClassRow row = {"out of"};
  double sum = 0;
  for (const std::string& name : names) {
    double most = 0;
    for (const Report& report : reports)
      if (const PartResult* part = part_named(report, name)) most = std::max(most, part->of());
    row.push_back(number_text(most));
    sum += most;
  }
  row.push_back(number_text(sum));
  row.push_back("");
  return row;
}

ClassRow row_of_report(const Report& report, const std::vector<std::string>& names) {
  ClassRow row = {printable(report.submission)};
  for (const std::string& name : names) {
    const PartResult* part = part_named(report, name);
    row.push_back(part == nullptr ? "-" : number_text(part->points()));
  }
  row.push_back(number_text(report.points()));
  row.push_back(cut_cause(printable(first_cause(report))));
  return row;
}

// Points to the right, texts to the left. Not by print_table, which counts bytes: the rows of
// students with umlauts would be out of line.
std::string aligned(const std::vector<ClassRow>& rows) {
  std::vector<std::size_t> width(rows[0].size(), 0);
  for (const ClassRow& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], width_of(row[k]));
  std::string out;
  for (const ClassRow& row : rows) {
    std::string line = padded(row[0], width[0]);
    for (std::size_t k = 1; k + 1 < row.size(); ++k) line += "  " + right_aligned(row[k], width[k]);
    line += "  " + row.back();
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return out;
}

// How often each check was failed. Where a part could not be tried, that counts, and not each of
// its checks: they would hide what the others found hard.
std::vector<std::pair<std::string, std::size_t>> failed_counts(const std::vector<Report>& reports) {
  std::vector<std::pair<std::string, std::size_t>> counts;  // in the order of the assignment
  std::map<std::string, std::size_t> places;
  const auto count = [&](const std::string& name, bool failed) {
    const auto place = places.try_emplace(name, counts.size());
    if (place.second) counts.emplace_back(name, 0);
    if (failed) ++counts[place.first->second].second;
  };
  for (const Report& report : reports)
    for (const PartResult& part : report.parts) {
      count(part.name + ": nothing of it could be tried", !part.problem.empty());
      for (const CheckResult& check : part.checks)
        count(part.name + ": " + check.name, part.problem.empty() && !check.passed());
    }
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return counts;
}

}  // namespace

std::string class_table(const std::vector<Report>& reports) {
  if (reports.empty()) return "no submissions\n";
  for (const Report& report : reports)
    if (report.assignment != reports[0].assignment)
      base::fail("class_table: '", reports[0].submission, "' is of ", reports[0].assignment,
                 " and '", report.submission, "' of ", report.assignment,
                 ": make a table for each assignment.");
  const std::vector<std::string> names = part_names(reports);
  ClassRow header = {"submission"};
  for (const std::string& name : names) header.push_back(printable(name));
  header.insert(header.end(), {"points", "first cause of lost points"});
  std::vector<ClassRow> rows = {header, row_of_maxima(reports, names)};
  for (const Report& report : reports) rows.push_back(row_of_report(report, names));
  std::string out = aligned(rows);

  const std::string of = " of " + std::to_string(reports.size()) + "  ";
  const std::size_t width = std::to_string(reports.size()).size();
  bool any = false;
  for (const auto& [name, failed] : failed_counts(reports)) {
    if (failed == 0) continue;
    if (!any) out += "\nfailed by\n";
    any = true;
    out += "  " + right_aligned(std::to_string(failed), width) + of + printable(name) + '\n';
  }
  return out;
}

}  // namespace tapestry::grader

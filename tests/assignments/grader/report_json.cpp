#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/assignments/grader/report.hpp"
#include "tests/assignments/grader/report_words.hpp"

namespace tapestry::grader {
namespace {

using ReportJson = nlohmann::ordered_json;

ReportJson test_of(const std::string& name, double score, double max_score, bool passed,
                   const std::string& output) {
  return {{"name", printable(name)},
          {"score", finite_or_zero(score)},
          {"max_score", finite_or_zero(max_score)},
          {"status", passed ? "passed" : "failed"},
          {"output", output}};
}

ReportJson test_of_check(const PartResult& part, const CheckResult& check) {
  std::string output;
  ReportJson more = {{"part", printable(part.name)}, {"check", printable(check.name)}};
  for (const auto& [label, text] : lines_of(check)) {
    if (!check.passed()) output += padded(label, 10) + text + '\n';
    more[label == "came out" ? "came_out" : label] = text;
  }
  ReportJson test =
      test_of(part.name + ": " + check.name, check.points, check.of, check.passed(), output);
  test["extra_data"] = more;
  return test;
}

// Its checks were not tried, so there is nothing to say of each: one test stands for all.
ReportJson test_of_untried(const PartResult& part) {
  std::string output = padded("problem", 10) + printable(part.problem) + '\n';
  if (!part.hint.empty()) output += padded("hint", 10) + printable(part.hint) + '\n';
  ReportJson names = ReportJson::array();
  for (const CheckResult& check : part.checks) names.push_back(printable(check.name));
  ReportJson test = test_of(part.name, part.points(), part.of(), false, output);
  test["extra_data"] = {{"part", printable(part.name)},
                        {"problem", printable(part.problem)},
                        {"hint", printable(part.hint)},
                        {"checks", names}};
  return test;
}

// A value that is no number has no place on a board.
ReportJson leaderboard_of(const std::vector<Leader>& leaders) {
  ReportJson board = ReportJson::array();
  for (const Leader& leader : leaders)
    if (std::isfinite(leader.value))
      board.push_back(
          {{"name", printable(leader.name)}, {"value", leader.value}, {"order", "desc"}});
  return board;
}

ReportJson extra_data_of(const Report& report) {
  ReportJson parts = ReportJson::array(), confinement = ReportJson::array();
  for (const PartResult& part : report.parts)
    parts.push_back({{"name", printable(part.name)}, {"points", part.points()}, {"of", part.of()}});
  for (const std::string& what : report.confinement) confinement.push_back(printable(what));
  return {{"assignment", printable(report.assignment)},
          {"submission", printable(report.submission)},
          {"seed", seed_text(report.seed)},
          {"max_score", report.of()},
          {"parts", parts},
          {"confinement", confinement},
          {"printed", printable_lines(report.printed)}};
}

}  // namespace

std::string json_of(const Report& report) {
  std::string output = number_text(report.points()) + " of " + number_text(report.of()) +
                       " points\nRandom cases from seed " + seed_text(report.seed) + ".\n";
  if (!report.printed.empty()) output += "\nYour code printed:\n" + printable_lines(report.printed);
  ReportJson tests = ReportJson::array();
  for (const PartResult& part : report.parts) {
    if (!part.problem.empty()) {
      tests.push_back(test_of_untried(part));
      continue;
    }
    for (const CheckResult& check : part.checks) tests.push_back(test_of_check(part, check));
  }
  // The formats are told because Gradescope's own for the whole output reads HTML, and a student's
  // program could print some.
  const ReportJson all = {{"score", report.points()},
                          {"execution_time", finite_or_zero(report.processor_seconds)},
                          {"output", output},
                          {"output_format", "text"},
                          {"test_output_format", "text"},
                          {"test_name_format", "text"},
                          {"tests", tests},
                          {"leaderboard", leaderboard_of(report.leaders)},
                          {"extra_data", extra_data_of(report)}};
  return all.dump(2) + '\n';
}

}  // namespace tapestry::grader

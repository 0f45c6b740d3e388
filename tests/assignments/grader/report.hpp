// What came of grading one submission, and its forms: text, JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapestry::grader {

// One thing that was tried. Where it passed, only name and points are told.
struct CheckResult {
  std::string name;  // "a value used twice"
  double points = 0, of = 0;
  // One line each; they may be empty where there is nothing to say.
  std::string tried, came_out, right, cause, hint;

  bool passed() const { return points >= of; }
};

struct PartResult {
  std::string name;     // "walk"
  std::string problem;  // why nothing of it was tried: the compiler's first error, with its line
  std::string hint;     // what to do about that
  std::vector<CheckResult> checks;  // all of them even then, with 0 points: they tell of how many

  double points() const;
  double of() const;
};

struct Leader {  // an entry of the leader board; larger is better
  std::string name;
  double value;
};

struct Report {
  std::string assignment;  // "1_scalar_tape"
  std::string submission;  // its folder's name
  std::uint64_t seed = 0;  // of the random cases: from the submission's bytes
  std::vector<PartResult> parts;
  std::vector<Leader> leaders;
  std::vector<std::string> confinement;  // what the student's code was shut off from
  std::string printed;                   // the beginning of what the student's code printed
  double processor_seconds = 0;
  std::string code;  // the submission's, to be compared with others; in no report

  double points() const;
  double of() const;
};

// For a student's terminal: a line for each part and passed check, a block for each that failed,
// the sum after them ("12 of 40 points"), and then the first 60 lines of what the code printed. No
// line has more than 100 characters, and no byte of a student's reaches the terminal as a command.
std::string text_of(const Report& report);

// In the form that Gradescope reads from results.json (score, output, tests with name, score,
// max_score, status and output, leaderboard; https://gradescope-autograders.readthedocs.io), with
// all that is here and not there under "extra_data". A check is a test "part: check"; a part that
// could not be tried is one test, of all its points. Always valid JSON and UTF-8, whatever bytes a
// student's program has printed: those that are no text are written out ("\xff").
std::string json_of(const Report& report);

// A table for a spreadsheet: a column for the submission, one for each part's points, one for their
// sum, one for the seed, one for the first problem. RFC 4180; a cell that a spreadsheet would take
// for a formula (it begins with = + - @ or a tab) gets a ' before it. Both end with CR LF; all
// lines below one header must have its parts.
std::string csv_header(const Report& report);
std::string csv_line(const Report& report);

// For a teacher's terminal: a row for each submission, with the points of each part, the sum, and
// the first cause of lost points; below it how often each check was failed, most often first.
// All reports are of the same assignment: throws where they are not.
std::string class_table(const std::vector<Report>& reports);

}  // namespace tapestry::grader

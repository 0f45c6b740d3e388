// The forms of a report: each against what it should be, written out by hand.
#include "tests/assignments/grader/report.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/error_of.hpp"

namespace tapestry::grader {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

CheckResult passed_check(const std::string& name, double points) {
  CheckResult check;
  check.name = name;
  check.points = check.of = points;
  return check;
}

CheckResult failed_check(const std::string& name, double points, double of) {
  CheckResult check;
  check.name = name;
  check.points = points;
  check.of = of;
  return check;
}

// One of each: passed, partly passed, failed, and a part that could not be compiled.
Report small_report() {
  CheckResult twice = failed_check("a value used twice", 0, 10);
  twice.tried = "y = a * a at a = 1.5, gradient(y, {a})";
  twice.came_out = "1.5";
  twice.right = "3";
  twice.cause =
      "what a second use brings was written over the first: each use adds to the gradient";
  twice.hint =
      "chapter 2, \"Record by record\"; look at where your walk stores into gradients[...]";
  CheckResult partly = failed_check("random graphs", 2.5, 7.5);
  partly.came_out = "25 of 75 are right";
  PartResult walk;
  walk.name = "walk";
  walk.checks = {passed_check("one use of each value", 10), passed_check("a chain of 100,000", 10),
                 twice, partly};
  PartResult ops;
  ops.name = "ops";
  ops.problem = "ops.hpp:12: error: expected ';' after return statement";
  ops.hint = "end the line before it with a ;";
  ops.checks = {failed_check("multiply", 0, 15), failed_check("divide", 0, 5)};
  Report report;
  report.assignment = "1_scalar_tape";
  report.submission = "mine";
  report.seed = 0x81fe;
  report.parts = {walk, ops};
  report.leaders = {{"records a second", 1.25e6}};
  report.confinement = {"files", "processes and network"};
  report.printed = "a is\t1.5\n\nb\n";
  report.processor_seconds = 0.75;
  return report;
}

// With one part and one check, to be changed.
Report one_check(const CheckResult& check) {
  Report report;
  report.assignment = "1";
  report.submission = "s";
  report.parts = {{"walk", "", "", {check}}};
  return report;
}

TEST(Report, SumsPointsOverChecksAndParts) {
  const Report report = small_report();
  EXPECT_EQ(report.parts[0].points(), 22.5);
  EXPECT_EQ(report.parts[0].of(), 37.5);
  EXPECT_EQ(report.parts[1].points(), 0);
  EXPECT_EQ(report.parts[1].of(), 20);
  EXPECT_EQ(report.points(), 22.5);
  EXPECT_EQ(report.of(), 57.5);
  EXPECT_EQ(Report().points(), 0);
}

TEST(Report, CountsPointsThatAreNoNumberAsNone) {
  Report report = small_report();
  report.parts[0].checks[0].points = kNan;
  report.parts[0].checks[1].of = std::numeric_limits<double>::infinity();
  EXPECT_EQ(report.points(), 12.5);
  EXPECT_EQ(report.of(), 47.5);
  EXPECT_FALSE(report.parts[0].checks[0].passed());
  EXPECT_THAT(text_of(report), HasSubstr("FAILED  one use of each value            0 of 10\n"));
}

TEST(TextOf, TellsEachPartCheckAndCause) {
  EXPECT_EQ(text_of(small_report()), R"(1_scalar_tape, submission 'mine'

walk                                    22.5 of 37.5 points
  passed  one use of each value           10
  passed  a chain of 100,000              10
  FAILED  a value used twice               0 of 10
    tried     y = a * a at a = 1.5, gradient(y, {a})
    came out  1.5
    right     3
    cause     what a second use brings was written over the first: each use adds to the gradient
    hint      chapter 2, "Record by record"; look at where your walk stores into gradients[...]
  partly  random graphs                  2.5 of 7.5
    came out  25 of 75 are right

ops                                        0 of 20 points
  FAILED  nothing of it could be tried
    problem   ops.hpp:12: error: expected ';' after return statement
    hint      end the line before it with a ;

leader board
  records a second  1.25e+06

22.5 of 57.5 points
Your code was shut off from: files, processes and network. Random cases from seed
0x00000000000081fe.

Your code printed:
    a is    1.5

    b
)");
}

TEST(TextOf, IsShortWhereAllIsRight) {
  EXPECT_EQ(text_of(one_check(passed_check("a sum", 3))), R"(1, submission 's'

walk                                    3 of 3 points
  passed  a sum                         3

3 of 3 points
Your code was shut off from nothing. Random cases from seed 0x0000000000000000.
)");
}

TEST(TextOf, HidesTheRoundingOfSums) {
  Report report = one_check(passed_check("a", 0.1));
  report.parts[0].checks.push_back(passed_check("b", 0.2));
  EXPECT_THAT(text_of(report), HasSubstr("\n0.3 of 0.3 points\n"));
}

TEST(TextOf, WrapsAt100ColumnsBelowTheTextsBegin) {
  CheckResult check = failed_check("c", 0, 1);
  for (int i = 0; i < 20; ++i) check.came_out += (i > 0 ? ", " : "") + std::to_string(100000 + i);
  const std::string text = text_of(one_check(check));
  EXPECT_THAT(text, HasSubstr("    came out  100000, 100001, 100002, 100003, 100004, 100005, "
                              "100006, 100007, 100008, 100009,\n"
                              "              100010, 100011, 100012, 100013, 100014, 100015, "
                              "100016, 100017, 100018, 100019\n"));
}

TEST(TextOf, CutsListsWithoutSpacesAfterACommaAndLongWordsAnywhere) {
  CheckResult check = failed_check("c", 0, 1);
  for (int i = 0; i < 20; ++i) check.came_out += (i > 0 ? "," : "") + std::to_string(100000 + i);
  check.right = std::string(100, 'x');
  const std::string text = text_of(one_check(check));
  EXPECT_THAT(text, HasSubstr("100011,\n              100012,"));  // 84 of the 86 characters
  EXPECT_THAT(text, HasSubstr("    right     " + std::string(86, 'x') + "\n" +
                              std::string(14, ' ') + std::string(14, 'x') + "\n"));
}

TEST(TextOf, CountsCharactersAndNotBytes) {
  CheckResult check = failed_check("Größe", 0, 1);
  for (int i = 0; i < 90; ++i) check.right += "ß";
  std::string first, rest;
  for (int i = 0; i < 86; ++i) first += "ß";
  for (int i = 0; i < 4; ++i) rest += "ß";
  const std::string text = text_of(one_check(check));
  EXPECT_THAT(text, HasSubstr("    right     " + first + "\n              " + rest + "\n"));
  EXPECT_THAT(text, HasSubstr("  FAILED  Größe                         0 of 1\n"));
}

TEST(TextOf, WrapsLongNamesBesideTheirPoints) {
  std::string name = "a name";
  for (int i = 0; i < 10; ++i) name += " of many words";
  const std::string text = text_of(one_check(passed_check(name, 5)));
  EXPECT_THAT(text, HasSubstr("  passed  a name of many words of many words of many words of  "
                              "    5\n          many words of many words"));
}

TEST(TextOf, NoLineIsLongerThan100Characters) {
  Report report = small_report();
  report.submission = std::string(200, 's');
  report.leaders[0].name = std::string(200, 'l');
  report.printed = std::string(250, 'p') + "\n" + std::string(99, ' ') + "q";
  report.parts[0].checks[0].name = std::string(200, 'n');
  report.parts[1].problem = std::string(200, 'e');
  std::istringstream lines(text_of(report));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(TextOf, EscapesWhatATerminalWouldObey) {
  CheckResult check = failed_check("bell \a", 0, 1);
  check.came_out = "\x1b[2J\xff\r\n\t\x7f";
  check.right =
      "\xc2\x9b"
      "31m \xe2\x80\xae \xc3\xa9 \xf0\x9f\x98\x80";  // CSI, override, é, a face
  Report report = one_check(check);
  report.submission = "\x1b]0;title";
  report.printed = std::string("nul \0 end\r\n\xed\xa0\x80\n\xc0\xaf\n\xf4\x90\x80\x80\n\xc3", 24);
  const std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr("submission '\\x1b]0;title'"));
  EXPECT_THAT(text, HasSubstr("bell \\x07"));
  EXPECT_THAT(text, HasSubstr("came out  \\x1b[2J\\xff\\r\\n\\t\\x7f\n"));
  EXPECT_THAT(text, HasSubstr("right     \\x9b31m \\u202e \xc3\xa9 \xf0\x9f\x98\x80\n"));
  // Half of a pair of UTF-16, a / in two bytes, a code beyond the last, and a character cut short.
  EXPECT_THAT(text, HasSubstr("    nul \\x00 end\\r\n    \\xed\\xa0\\x80\n    \\xc0\\xaf\n"
                              "    \\xf4\\x90\\x80\\x80\n    \\xc3\n"));
}

TEST(TextOf, ShowsTheFirst60PrintedLines) {
  Report report = one_check(passed_check("c", 1));
  for (int i = 1; i <= 100; ++i) report.printed += "line " + std::to_string(i) + "\n";
  EXPECT_THAT(text_of(report), HasSubstr("    line 60\n  and 40 more lines\n"));
  EXPECT_THAT(text_of(report), Not(HasSubstr("line 61")));
  report.printed = "\n\n";
  EXPECT_THAT(text_of(report), Not(HasSubstr("Your code printed")));
}

TEST(JsonOf, HasTheFieldsThatGradescopeReads) {
  const json all = json::parse(json_of(small_report()));
  EXPECT_EQ(all["score"], 22.5);
  EXPECT_EQ(all["execution_time"], 0.75);
  EXPECT_EQ(all["output"],
            "22.5 of 57.5 points\nRandom cases from seed 0x00000000000081fe.\n"
            "\nYour code printed:\na is\t1.5\n\nb\n");
  EXPECT_EQ(all["output_format"], "text");
  EXPECT_EQ(all["test_output_format"], "text");
  EXPECT_EQ(all["test_name_format"], "text");
  EXPECT_EQ(all["leaderboard"],
            json::parse(R"([{"name": "records a second", "value": 1.25e6, "order": "desc"}])"));
  EXPECT_EQ(all["extra_data"], json::parse(R"({
      "assignment": "1_scalar_tape", "submission": "mine", "seed": "0x00000000000081fe",
      "max_score": 57.5,
      "parts": [{"name": "walk", "points": 22.5, "of": 37.5}, {"name": "ops", "points": 0.0, "of": 20.0}],
      "confinement": ["files", "processes and network"],
      "printed": "a is\t1.5\n\nb\n"})"));
  EXPECT_EQ(all.size(), 9U);  // and "tests"
}

TEST(JsonOf, HasATestForEachCheckAndOneForWhatWasNotTried) {
  const json tests = json::parse(json_of(small_report()))["tests"];
  ASSERT_EQ(tests.size(), 5U);
  EXPECT_EQ(tests[0], json::parse(R"({
      "name": "walk: one use of each value", "score": 10.0, "max_score": 10.0, "status": "passed",
      "output": "", "extra_data": {"part": "walk", "check": "one use of each value"}})"));
  EXPECT_EQ(tests[2]["name"], "walk: a value used twice");
  EXPECT_EQ(tests[2]["score"], 0);
  EXPECT_EQ(tests[2]["max_score"], 10);
  EXPECT_EQ(tests[2]["status"], "failed");
  EXPECT_EQ(tests[2]["output"],
            "tried     y = a * a at a = 1.5, gradient(y, {a})\n"
            "came out  1.5\n"
            "right     3\n"
            "cause     what a second use brings was written over the first: each use adds to the "
            "gradient\n"
            "hint      chapter 2, \"Record by record\"; look at where your walk stores into "
            "gradients[...]\n");
  EXPECT_EQ(tests[2]["extra_data"]["tried"], "y = a * a at a = 1.5, gradient(y, {a})");
  EXPECT_EQ(tests[2]["extra_data"]["came_out"], "1.5");
  EXPECT_EQ(tests[2]["extra_data"]["right"], "3");
  EXPECT_EQ(tests[2]["extra_data"].size(), 7U);
  EXPECT_EQ(tests[3]["score"], 2.5);
  EXPECT_EQ(tests[3]["max_score"], 7.5);
  EXPECT_EQ(tests[3]["status"], "failed");
  EXPECT_EQ(tests[4], json::parse(R"({
      "name": "ops", "score": 0.0, "max_score": 20.0, "status": "failed",
      "output": "problem   ops.hpp:12: error: expected ';' after return statement\nhint      end the line before it with a ;\n",
      "extra_data": {"part": "ops",
                     "problem": "ops.hpp:12: error: expected ';' after return statement",
                     "hint": "end the line before it with a ;",
                     "checks": ["multiply", "divide"]}})"));
}

TEST(JsonOf, IsValidWhateverAProgramPrints) {
  CheckResult check = failed_check("\xff", kNan, 1);
  check.came_out = "\"\\\x1b\n\xff";
  Report report = one_check(check);
  report.submission = "\xc3";
  report.seed = 0xffffffffffffffff;
  report.processor_seconds = kNan;
  report.leaders = {{"\x80", 1}, {"none", kNan}};
  report.confinement = {"\xfe"};
  for (int byte = 0; byte < 256; ++byte) report.printed += static_cast<char>(byte);
  const json all = json::parse(json_of(report));  // it throws where bytes are not UTF-8
  EXPECT_EQ(all["score"], 0);
  EXPECT_EQ(all["execution_time"], 0);
  EXPECT_EQ(all["tests"][0]["name"], "walk: \\xff");
  EXPECT_EQ(all["tests"][0]["score"], 0);
  EXPECT_EQ(all["tests"][0]["status"], "failed");
  EXPECT_EQ(all["tests"][0]["extra_data"]["came_out"], "\"\\\\x1b\\n\\xff");
  EXPECT_EQ(all["leaderboard"],
            json::parse(R"([{"name": "\\x80", "value": 1.0, "order": "desc"}])"));
  EXPECT_EQ(all["extra_data"]["submission"], "\\xc3");
  EXPECT_EQ(all["extra_data"]["seed"], "0xffffffffffffffff");
  EXPECT_EQ(all["extra_data"]["confinement"][0], "\\xfe");
  const std::string printed = all["extra_data"]["printed"];
  EXPECT_THAT(printed,
              testing::StartsWith("\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\t\n\\x0b"));
  EXPECT_THAT(printed, HasSubstr("\\x1f !\"#$%&'()"));
  EXPECT_THAT(printed, testing::EndsWith("}~\\x7f\\x80" + printed.substr(printed.find("\\x81"))));
  EXPECT_THAT(printed, testing::EndsWith("\\xfe\\xff"));
}

TEST(Csv, HasAColumnForEachPart) {
  EXPECT_EQ(csv_header(small_report()), "submission,walk,ops,points,seed,first problem\r\n");
  EXPECT_EQ(csv_line(small_report()),
            "mine,22.5,0,22.5,0x00000000000081fe,walk: a value used twice: what a second use "
            "brings was written over the first: each use adds to the gradient\r\n");
}

TEST(Csv, NamesThePartThatCouldNotBeTried) {
  Report report = small_report();
  report.parts.erase(report.parts.begin());
  EXPECT_THAT(csv_line(report), testing::EndsWith(",ops: ops.hpp:12: error: expected ';' after "
                                                  "return statement\r\n"));
  EXPECT_EQ(csv_line(one_check(passed_check("c", 4))), "s,4,4,0x0000000000000000,\r\n");
}

TEST(Csv, QuotesCommasQuotesAndLineBreaks) {
  Report report = one_check(failed_check("say \"a\"\nb", 0, 1));
  report.submission = "Doe, Jane";
  report.parts[0].name = "w\"1\"";
  EXPECT_EQ(csv_header(report), "submission,\"w\"\"1\"\"\",points,seed,first problem\r\n");
  EXPECT_EQ(csv_line(report),
            "\"Doe, Jane\",0,0,0x0000000000000000,"
            "\"w\"\"1\"\": say \"\"a\"\"\nb\"\r\n");
}

TEST(Csv, GivesASpreadsheetNoFormulas) {
  Report report = one_check(passed_check("c", 1));
  for (const std::string first : {"=", "+", "-", "@", "\t"}) {
    report.submission = first + "1+1";
    EXPECT_THAT(csv_line(report), testing::StartsWith("'" + first + "1+1,1,"));
  }
  report.submission = "=A1,\"\x1b";
  EXPECT_THAT(csv_line(report), testing::StartsWith("\"'=A1,\"\"\\x1b\",1,"));
  report.submission = "a=1";
  EXPECT_THAT(csv_line(report), testing::StartsWith("a=1,1,"));
}

Report in_class(const std::string& name, const std::vector<double>& walk,
                const std::string& problem) {
  PartResult first{"walk", "", "", {}}, second{"ops", problem, "", {}};
  for (std::size_t k = 0; k < walk.size(); ++k)
    first.checks.push_back(failed_check("check " + std::to_string(k + 1), walk[k], 10));
  second.checks = {failed_check("multiply", problem.empty() ? 5 : 0, 5)};
  Report report;
  report.assignment = "1_scalar_tape";
  report.submission = name;
  report.parts = {first, second};
  return report;
}

TEST(ClassTable, HasARowForEachSubmissionAndWhatWasFailedMost) {
  Report empty;  // nothing of it could be read
  empty.assignment = "1_scalar_tape";
  empty.submission = "empty";
  Report third = in_class("c", {2.5, 0}, "");
  third.parts[0].checks[0].cause =
      "a cause of more than sixty characters, which is too long for a table's last column";
  EXPECT_EQ(class_table({empty, in_class("Jörg", {10, 10}, ""), in_class("b", {10, 0}, ""), third,
                         in_class("broken", {10, 0}, "ops.hpp:1: error: no")}),
            R"(submission  walk  ops  points  first cause of lost points
out of        20    5      25
empty          -    -       0
Jörg          20    5      25
b             10    5      15  walk: check 2
c            2.5    5     7.5  walk: check 1: a cause of more than sixty characters, whi...
broken        10    0      10  walk: check 2

failed by
  3 of 5  walk: check 2
  1 of 5  walk: check 1
  1 of 5  ops: nothing of it could be tried
)");
}

TEST(ClassTable, HasNoListWhereNothingWasFailed) {
  EXPECT_EQ(class_table({in_class("a", {10}, "")}),
            "submission  walk  ops  points  first cause of lost points\n"
            "out of        10    5      15\n"
            "a             10    5      15\n");
  EXPECT_EQ(class_table({}), "no submissions\n");
}

TEST(ClassTable, RefusesReportsOfTwoAssignments) {
  Report other = in_class("b", {10}, "");
  other.assignment = "2_tensors";
  EXPECT_EQ(error_of([&] {
              class_table({in_class("a", {10}, ""), other});
            }),
            "class_table: 'a' is of 1_scalar_tape and 'b' of 2_tensors: make a table for each "
            "assignment.");
}

}  // namespace
}  // namespace tapestry::grader

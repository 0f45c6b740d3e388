// What programs and teachers read of reports: JSON, CSV and the table of a class.
#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/assignments/grader/report.hpp"
#include "tests/error_of.hpp"
#include "tests/grading/reports.hpp"

namespace tapestry::grader {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

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
      "parts": [{"name": "walk", "points": 22.5, "of": 37.5},
                {"name": "ops", "points": 0.0, "of": 20.0}],
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
  json untried = tests[4];
  EXPECT_EQ(untried["output"],
            "problem   ops.hpp:12: error: expected ';' after return statement\n"
            "hint      end the line before it with a ;\n");
  untried.erase("output");
  EXPECT_EQ(untried, json::parse(R"({
      "name": "ops", "score": 0.0, "max_score": 20.0, "status": "failed",
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
  report.parts[0].name = "w\"1\"";
  report.submission = "two\nlines";
  EXPECT_THAT(csv_line(report), testing::StartsWith("\"two\nlines\",0,"));
  report.submission = "Doe, Jane";
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

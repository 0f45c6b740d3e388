// What a student sees of a report, against what it should be, written out by hand.
#include "tests/assignments/grader/report.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <sstream>

#include "tests/grading/reports.hpp"

namespace tapestry::grader {
namespace {

using testing::HasSubstr;
using testing::Not;

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
  report.parts[0].checks[0].points = std::numeric_limits<double>::quiet_NaN();
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
Limited or shut off for your code: files, processes and network.
Random cases from seed 0x00000000000081fe.

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
Limited or shut off for your code: nothing.
Random cases from seed 0x0000000000000000.
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
  EXPECT_THAT(text,
              HasSubstr("  passed  a name of many words of many words of many words of      5\n"
                        "          many words of many words of many words of many words of\n"
                        "          many words of many words of many words\n"));
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

}  // namespace
}  // namespace tapestry::grader

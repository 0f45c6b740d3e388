// What a report says of numbers that are wrong: where, and what is seen in them.
#include "tests/assignments/grader/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tapestry::grader {
namespace {

using testing::HasSubstr;
using testing::Not;

Finding compared(const std::vector<double>& came_out, const std::vector<double>& right) {
  Comparison comparison;
  comparison.add("", came_out, right);
  return comparison.finding();
}

TEST(Comparing, AFactorIsNamedWhereItIsACountOrOneByIt) {
  EXPECT_EQ(compared({2, 4}, {1, 2}).cause, "it is 2 times the right one");
  EXPECT_EQ(compared({-3, -6}, {1, 2}).cause, "it is -3 times the right one");
  EXPECT_EQ(compared({1, 2}, {7, 14}).cause, "it is 1/7 of the right one");
  EXPECT_EQ(compared({0.66, 1.32}, {1, 2}).cause, "no known pattern");
  EXPECT_EQ(compared({1.5}, {1}).cause, "no known pattern");
}

TEST(Comparing, OtherPatterns) {
  EXPECT_EQ(compared({0, 0}, {1, 2}).cause, "all is 0: nothing of it has arrived");
  EXPECT_EQ(compared({-1, 2}, {1, -2}).cause, "the sign is the wrong way round");
  EXPECT_EQ(compared({2, 1}, {1, 2}).cause, "the numbers are right, and in the wrong order");
  EXPECT_THAT(compared({NAN, 1}, {1, 2}).cause, HasSubstr("a NaN"));
  EXPECT_THAT(compared({INFINITY, 1}, {1, 2}).cause, HasSubstr("an infinity"));
}

TEST(Comparing, OfLongListsThePlaceThatDiffersIsShown) {
  std::vector<double> right(40, 1), wrong = right;
  wrong[24] = 3;
  const Finding finding = compared(wrong, right);
  EXPECT_EQ(finding.came_out, "..., 1, 1, 3, 1, 1, 1, 1, 1, ... (from number 23 of 40)");
  EXPECT_EQ(finding.was_right, "..., 1, 1, 1, 1, 1, 1, 1, 1, ... (from number 23 of 40)");
  wrong = right;
  wrong[39] = 0;
  EXPECT_EQ(compared(wrong, right).came_out, "..., 1, 1, 0 (from number 38 of 40)");
  wrong = right;
  wrong[7] = 2;
  EXPECT_EQ(compared(wrong, right).came_out, "1, 1, 1, 1, 1, 1, 1, 2, ... (40 numbers)");
}

TEST(Comparing, AnAnswerOfAnotherLengthIsOnlyThat) {
  const std::vector<double> right(40, 1);
  for (const std::size_t n : {0, 1, 10, 39, 41, 100}) {
    const Finding finding = compared(std::vector<double>(n, 1), right);
    EXPECT_THAT(finding.cause, HasSubstr("there should be 40 numbers")) << n;
    EXPECT_THAT(finding.came_out, Not(HasSubstr("from number"))) << n;
  }
  EXPECT_EQ(compared({}, {1}).came_out, "nothing");
  EXPECT_EQ(compared({1}, {}).was_right, "nothing");
}

TEST(Comparing, AsManyDigitsAsShowTheDifference) {
  const Finding finding = compared({1.00000001}, {1});
  EXPECT_EQ(finding.came_out, "1.00000001");
  EXPECT_THAT(finding.cause, HasSubstr("some digits only"));
}

TEST(Comparing, AMistakeIsNamedWhereItExplainsAllAnswers) {
  const std::vector<Mistake> known = {{"doubled", "halve it"}, {"tripled", "a third"}};
  Comparison comparison(known);
  comparison.add("", {0}, {0}, {{0}, {0}});
  comparison.add("", {6}, {2}, {{4}, {6}});
  EXPECT_EQ(comparison.finding().cause, "tripled");
  comparison.add("", {8}, {4}, {{8}, {12}});
  EXPECT_NE(comparison.finding().cause, "tripled");
}

}  // namespace
}  // namespace tapestry::grader

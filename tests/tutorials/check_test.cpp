// What tutorials share: check, is_near, and the frame around a story.
#include "tutorials/support/check.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "tutorials/support/story.hpp"

namespace tapestry::test {
namespace {

using testing::ThrowsMessage;

int tell_with(std::vector<std::string> options, const std::function<void(bool)>& story) {
  options.insert(options.begin(), "program");
  std::vector<char*> argv;
  for (std::string& option : options) argv.push_back(option.data());
  return tell(static_cast<int>(argv.size()), argv.data(), story);
}

TEST(Check, ThrowsTheClaimWhereItDoesNotHold) {
  EXPECT_NO_THROW(check(true, "one is one"));
  EXPECT_THAT([] { check(false, "one is two"); },
              ThrowsMessage<Error>("This claim does not hold: one is two."));
}

TEST(Check, ShowsBothNumbers) {
  EXPECT_NO_THROW(check_near(1, 1 + 1e-6, "one is about one"));
  EXPECT_THAT([] { check_near(1, 1.5, "one is one", 0.1); },
              ThrowsMessage<Error>("This claim does not hold: one is one: 1 and 1.5 differ by 0.5, "
                                   "more than 0.1 of the larger."));
  EXPECT_NO_THROW(check_equal(2U, 2U, "two"));
  EXPECT_THAT([] { check_equal(2U, 3U, "two are three"); },
              ThrowsMessage<Error>("This claim does not hold: two are three: 2 is not 3."));
}

TEST(Near, IsRelativeForLargeNumbersAndAbsoluteForSmallOnes) {
  EXPECT_TRUE(is_near(1000, 1000.9, 1e-3));
  EXPECT_FALSE(is_near(1000, 1001.1, 1e-3));
  EXPECT_TRUE(is_near(0, 0.9e-3, 1e-3));
  EXPECT_FALSE(is_near(0, 1.1e-3, 1e-3));
  EXPECT_FALSE(is_near(-1000, 1000, 1e-3));
}

TEST(Near, IsFalseForNaN) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(is_near(nan, nan));
  EXPECT_FALSE(is_near(nan, 1));
  EXPECT_FALSE(is_near(1, nan));
}

// Relative to an infinity, everything would be near.
TEST(Near, AnInfinityIsNearItselfAlone) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(is_near(infinity, infinity));
  EXPECT_FALSE(is_near(1, infinity));
  EXPECT_FALSE(is_near(infinity, 1e300));
  EXPECT_FALSE(is_near(-infinity, infinity));
}

TEST(Story, IsToldQuicklyWhereAsked) {
  bool told_quickly = true;
  const auto story = [&](bool quick) { told_quickly = quick; };
  EXPECT_EQ(tell_with({}, story), 0);
  EXPECT_FALSE(told_quickly);
  EXPECT_EQ(tell_with({"--quick"}, story), 0);
  EXPECT_TRUE(told_quickly);
}

TEST(Story, EndsWithStatus1AndTheTextOfAnException) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(tell_with({}, [](bool) { check(false, "one is two"); }), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "This claim does not hold: one is two.\n");
}

TEST(Story, IsNotToldToThoseWhoAskForWhatThereIsNot) {
  bool told = false;
  testing::internal::CaptureStderr();
  EXPECT_EQ(tell_with({"--quick", "--fast"}, [&](bool) { told = true; }), 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "There is no option '--fast': this program takes only --quick.\n");
  EXPECT_FALSE(told);
}

TEST(Story, IsNotToldToThoseWhoAskForHelp) {
  bool told = false;
  testing::internal::CaptureStdout();
  EXPECT_EQ(tell_with({"--help"}, [&](bool) { told = true; }), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "usage: program [--quick]\n");
  EXPECT_FALSE(told);
}

}  // namespace
}  // namespace tapestry::test

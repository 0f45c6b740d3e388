// The grader's smaller parts: marked files, messages, comparisons, what is taken in.
#include "tests/assignments/grader/marked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "tests/assignments/grader/comparison.hpp"
#include "tests/assignments/grader/message.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/error_of.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {
namespace {

using testing::HasSubstr;

const char* const kMarked = R"(int f() {
  // [solution]
  return 2;
  // [starter]
  //| return 0;  // to do
  //|
  // [end]
}
// [solution]
int g();
// [end]
)";

TEST(Marked, MakesBothFromOneFile) {
  EXPECT_EQ(solution_of(kMarked, "f.hpp"), "int f() {\n  return 2;\n}\nint g();\n");
  EXPECT_EQ(starter_of(kMarked, "f.hpp"), "int f() {\n  return 0;  // to do\n\n}\n");
}

TEST(Marked, RefusesMarksThatDoNotFollowEachOther) {
  const auto refused = [](const std::string& text) {
    return error_of([&] { starter_of(text, "f.hpp"); });
  };
  const std::string rule =
      " does not follow here; the marks are [solution], [starter] if need be, [end].";
  EXPECT_EQ(refused("// [starter]\n"), "f.hpp:1: // [starter]" + rule);
  EXPECT_EQ(refused("\n// [end]\n"), "f.hpp:2: // [end]" + rule);
  EXPECT_EQ(refused("// [solution]\n// [solution]\n"), "f.hpp:2: // [solution]" + rule);
  EXPECT_EQ(refused("// [solution]\nint x;\n"), "f.hpp:3: the end of the file" + rule);
  EXPECT_EQ(refused("// [solution]\n// [starter]\nint x;\n"), "f.hpp:3: a line without //|" + rule);
}

TEST(Message, ComesBackAsItWasToTheLastBit) {
  Message message;
  const double inf = std::numeric_limits<double>::infinity();
  message.set("x", {0.1, -0.0, inf, 5e-324});
  message.set("none", std::vector<double>{});
  message.set_text("words", std::string("a\0b", 3));
  const Message back = Message::parse(message.bytes());
  EXPECT_EQ(back.numbers("x"), message.numbers("x"));
  EXPECT_TRUE(std::signbit(back.numbers("x")[1]));
  EXPECT_TRUE(back.numbers("none").empty());
  EXPECT_EQ(back.text("words"), message.text("words"));
  EXPECT_THROW(back.numbers("words"), std::out_of_range);
  EXPECT_THROW(back.number("x"), std::out_of_range);
}

TEST(Message, BelievesNoLength) {
  Message message;
  message.set("x", {1, 2, 3});
  message.set_text("t", "abc");
  const std::string good = message.bytes();
  // Cut anywhere but between its two entries.
  int wrong = 0;
  for (std::size_t n = 1; n < good.size(); ++n) try {
      Message::parse(std::string_view(good).substr(0, n));
    } catch (const std::runtime_error&) {
      ++wrong;
    }
  EXPECT_EQ(wrong, int(good.size()) - 2);
  // A length of 2^64 - 1 in each place: neither memory nor time of that size is taken.
  for (std::size_t at = 0; at + 8 <= good.size(); ++at) {
    std::string bad = good;
    for (std::size_t i = 0; i < 8; ++i) bad[at + i] = char(0xff);
    try {
      Message::parse(bad);
    } catch (const std::runtime_error&) {
    }
  }
}

TEST(Comparison, NamesTheMistakeThatExplainsAllCases) {
  Comparison comparison({{"twice", "h1"}, {"sign", "h2"}});
  comparison.add("a", {0}, {0}, {{0}, {0}});
  comparison.add("b", {2}, {1}, {{2}, {-1}});
  comparison.add("c", {-6}, {-3}, {{-6}, {3}});
  EXPECT_FALSE(comparison.right());
  EXPECT_EQ(comparison.finding().tried, "b");
  EXPECT_EQ(comparison.finding().came_out, "2");
  EXPECT_EQ(comparison.finding().was_right, "1");
  EXPECT_EQ(comparison.finding().cause, "twice");
  EXPECT_EQ(comparison.finding().hint, "h1");
}

TEST(Comparison, NamesNoMistakeThatExplainsOnlySome) {
  Comparison comparison(std::vector<Mistake>{{"twice", "h"}});
  comparison.add("b", {2}, {1}, {{2}});
  comparison.add("c", {7}, {3}, {{6}});
  EXPECT_EQ(comparison.finding().hint, "");
}

TEST(Comparison, TellsPatternsOfItsOwn) {
  const auto cause = [](const std::vector<double>& came_out, const std::vector<double>& right) {
    Comparison comparison;
    comparison.add("", came_out, right);
    return comparison.finding().cause;
  };
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  EXPECT_THAT(cause({1}, {1, 2}), HasSubstr("there should be 2 numbers, and there is 1"));
  EXPECT_THAT(cause({nan, 2}, {1, 2}), HasSubstr("a NaN"));
  EXPECT_THAT(cause({inf, 2}, {1, 2}), HasSubstr("an infinity"));
  EXPECT_THAT(cause({0, 0}, {1, 2}), HasSubstr("all is 0"));
  EXPECT_THAT(cause({-1, -2}, {1, 2}), HasSubstr("the sign"));
  EXPECT_THAT(cause({3, 6}, {1, 2}), HasSubstr("it is 3 times the right one"));
  EXPECT_THAT(cause({2, 1}, {1, 2}), HasSubstr("in the wrong order"));
  EXPECT_THAT(cause({1.00001, 2}, {1, 2}), HasSubstr("right to some digits only"));
  EXPECT_THAT(cause({2.3e-313, 1}, {1.5, 1}), HasSubstr("memory that was given back"));
  EXPECT_THAT(cause({1, 4}, {1.5, 2.5}), HasSubstr("whole numbers"));
  EXPECT_EQ(cause({5, 1}, {1, 2}), kNoPattern);
  EXPECT_EQ(cause({1, 2}, {1, 2}), "");
}

TEST(Comparison, ShowsAsManyDigitsAsTellThemApart) {
  Comparison comparison;
  comparison.add("", {1.00000001}, {1});
  EXPECT_EQ(comparison.finding().came_out, "1.00000001");
}

TEST(Comparison, AgreesAsFarAsTheToleranceSays) {
  EXPECT_TRUE(agree({1 + 1e-10, 0}, {1, 0}, 1e-9));
  EXPECT_FALSE(agree({1 + 1e-8, 0}, {1, 0}, 1e-9));
  EXPECT_TRUE(agree({1000, 1e-10}, {1000, 0}, 1e-9));  // beside 1000, which is rounded, too
  EXPECT_FALSE(agree({1000, 1e-8}, {1000, 0}, 1e-9));
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(agree({nan}, {nan}, 1e-9));
  EXPECT_FALSE(agree({nan}, {1}, 1e-9));
  EXPECT_TRUE(agree({inf}, {inf}, 1e-9));
  EXPECT_FALSE(agree({-inf}, {inf}, 1e-9));
  EXPECT_FALSE(agree({1e300}, {inf}, 1e-9));
  EXPECT_FALSE(agree({inf}, {1}, 1e-9));
  EXPECT_FALSE(agree({}, {1}, 1e-9));
}

TEST(Submission, ASeedFollowsFromNamesAndBytes) {
  const auto seed = [](const std::vector<std::pair<std::string, std::string>>& files) {
    const TemporaryFolder from, to;
    for (const auto& [name, text] : files) std::ofstream(from / name) << text;
    return take_in(from.path(), to.path()).seed;
  };
  const std::uint64_t one = seed({{"a.hpp", "x"}, {"b.hpp", "y"}});
  EXPECT_EQ(one, seed({{"b.hpp", "y"}, {"a.hpp", "x"}}));
  EXPECT_NE(one, seed({{"a.hpp", "x"}, {"b.hpp", "z"}}));
  EXPECT_NE(one, seed({{"a.hpp", "y"}, {"b.hpp", "x"}}));
  EXPECT_NE(one, seed({{"a.hpp", "xy"}, {"b.hpp", ""}}));
}

TEST(Submission, AFolderThatIsNotThereIsAnError) {
  const TemporaryFolder to;
  EXPECT_EQ(error_of([&] { take_in("no/such", to.path()); }),
            "'no/such' is no folder: --submission names the folder with the files of one student.");
}

}  // namespace
}  // namespace tapestry::grader

// Copies that were changed to look different, and solutions that only solve the same task.
#include "tests/assignments/grader/similar.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "tests/grading/solutions.hpp"

namespace tapestry::grader {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// What the two share, with no bound from below; -1 where the pair is not in the list.
double shared_by(const std::string& a, const std::string& b, const std::string& given = "") {
  const std::vector<Pair> pairs = similar({{"a", a}, {"b", b}}, given, 0);
  return pairs.empty() ? -1 : pairs[0].shared;
}

TEST(Similar, FindsACopy) {
  const std::vector<Pair> pairs = similar({{"b", kWalk}, {"a", kWalk}, {"c", kOtherWalk}}, "");
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].first, "a");
  EXPECT_EQ(pairs[0].second, "b");
  EXPECT_EQ(pairs[0].shared, 1);
}

TEST(Similar, FindsACopyWithOtherNamesLayoutAndComments) {
  EXPECT_EQ(shared_by(kWalk, kDisguisedWalk), 1);
}

// Each disguise by itself, so that a failure tells which is seen through no longer.
TEST(Similar, SeesThroughEachDisguise) {
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, "gradients", "g")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(replaced(kWalk, "\n", "\n\n\t "), ")", " )\r\n")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, ";", "; // it's \"done\"\n")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, ";", "; /* it's\n\"done\" */")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, "std::", "")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, "1.0", "0x1p+0")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, "1.0", "1'000e-3")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, "\"a size\"", "u8\"another \\\" size\"")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, "\"a size\"", "R\"x(it\" )\" is)x\"")), 1);
  EXPECT_EQ(shared_by(kWalk, replaced(kWalk, ">>", "> >")), 1);
  EXPECT_EQ(shared_by(kWalk, std::string("#include <map>\n") + kWalk), 1);
}

TEST(Similar, KeepsKeywordsAndOperators) {
  EXPECT_LT(shared_by(kWalk, replaced(replaced(kWalk, "for", "while"), "double", "float")), 0.7);
  EXPECT_LT(shared_by(kWalk, replaced(replaced(kWalk, "[", "("), "]", ")")), 0.9);
}

TEST(Similar, TellsADifferentSolutionApart) {
  EXPECT_LT(shared_by(kWalk, kOtherWalk), 0.2);
  EXPECT_GE(shared_by(kWalk, kOtherWalk), 0);  // both have enough fingerprints to be compared
  EXPECT_TRUE(similar({{"a", kWalk}, {"b", kOtherWalk}}, "").empty());
}

TEST(Similar, CountsNothingOfTheStarter) {
  EXPECT_EQ(shared_by(kWalk, kWalk), 1);
  EXPECT_EQ(shared_by(kWalk, kWalk, kWalk), -1);
  EXPECT_EQ(shared_by(kWalk, kDisguisedWalk, kWalk), -1);
  // Two that have nothing in common but the starter, which is most of each.
  const std::string starter = std::string(kTensors) + kTensors;
  const std::string a = starter + kWalk, b = starter + kOtherWalk;
  EXPECT_GT(shared_by(a, b), 0.4);
  EXPECT_LT(shared_by(a, b, starter), 0.2);
  // And the starter hides no copy.
  EXPECT_GT(shared_by(a, starter + kDisguisedWalk, starter), 0.95);
}

TEST(Similar, MeasuresACopiedHalf) {
  // Of the tokens, that is; the two halves are about as long.
  const std::string half = std::string(kWalk) + kTensors, other = std::string(kWalk) + kOtherWalk;
  EXPECT_NEAR(shared_by(half, other), 0.5, 0.12);
}

TEST(Similar, MeasuresByTheSmaller) {
  EXPECT_GT(shared_by(std::string(kTensors) + kWalk + kOtherWalk, kWalk), 0.95);
}

TEST(Similar, FindsFunctionsInAnotherOrder) {
  const std::string a = std::string(kWalk) + kTensors, b = std::string(kTensors) + kDisguisedWalk;
  EXPECT_GT(shared_by(a, b), 0.9);
}

TEST(Similar, LeavesOutWhatIsTooShortToTell) {
  const std::string text =
      "int sum(int a, int b) { return a + b; } int twice(int a) { return 2 * a; }";
  EXPECT_TRUE(similar({{"a", text}, {"b", text}}, "").empty());
  EXPECT_EQ(similar({{"a", text}, {"b", text}}, "", 0.6, 1).size(), 1U);
  EXPECT_TRUE(similar({{"a", ""}, {"b", ""}}, "", 0, 0).empty());
}

TEST(Similar, ReadsAnyBytes) {
  for (const std::string end : {"\"", "'", "\"\\", "/*", "//", "R\"(", "R\"", "#", "#include", "\\",
                                "std", "std:", "1'", "1e", ".", "\xff", "u8"})
    EXPECT_GT(shared_by(kWalk, kWalk + end), 0.95) << end;
  EXPECT_GT(shared_by(kWalk, kWalk + std::string(3, '\0')), 0.95);
}

TEST(Similar, HasOneOrderWhateverTheOrderOfSubmissions) {
  std::vector<Code> codes = {{"d", kWalk},
                             {"a", kDisguisedWalk},
                             {"c", std::string(kWalk) + kTensors},
                             {"b", kTensors},
                             {"e", kOtherWalk}};
  const auto texts = [&] {
    std::vector<std::string> out;
    for (const Pair& pair : similar(codes, "", 0.9)) out.push_back(pair.first + pair.second);
    return out;
  };
  const std::vector<std::string> first = texts();
  EXPECT_THAT(first, testing::UnorderedElementsAre("ad", "ac", "bc", "cd"));
  EXPECT_EQ(first[0], "ac");  // all of these are 1: by name
  std::reverse(codes.begin(), codes.end());
  EXPECT_EQ(texts(), first);
}

TEST(Similar, PutsTheMostAlikeFirst) {
  const std::string most = std::string(kWalk) + kTensors;
  const std::vector<Pair> pairs =
      similar({{"a", most}, {"b", std::string(kWalk) + kOtherWalk}, {"c", most}}, "", 0.3);
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].first + pairs[0].second, "ac");
  EXPECT_EQ(pairs[0].shared, 1);
  EXPECT_EQ(pairs[1].first + pairs[1].second, "ab");  // as much as "bc": by name
  EXPECT_EQ(pairs[2].first + pairs[2].second, "bc");
}

// A class of 200 with files of 500 lines, in which all have copied the half of somebody's. The
// bound is for a slow machine and code without optimisation; comparing all lines of all pairs takes
// hours.
TEST(Similar, TakesSecondsForAClass) {
  std::mt19937 random(1);
  const auto lines = [&random](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      static const char* const kOperators[] = {"+", "-", "*", "/", "<", "==", "&&", "->"};
      text += "x[i]";
      for (int k = 0; k < 3; ++k) text += std::string(" ") + kOperators[random() % 8] + " value";
      text += ";\n";
    }
    return text;
  };
  const std::string common = lines(250);
  std::vector<Code> codes;
  for (int i = 0; i < 200; ++i) codes.push_back({std::to_string(i), lines(250) + common});
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<Pair> pairs = similar(codes, "", 0.3);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  EXPECT_EQ(pairs.size(), 200U * 199U / 2U);
  EXPECT_NEAR(pairs[0].shared, 0.5, 0.1);
}

}  // namespace
}  // namespace tapestry::grader

// Likenesses of submissions: what counts as one, and what does not.
#include "tests/assignments/grader/similar.hpp"

#include <gtest/gtest.h>

#include "tests/assignments/grader/assignment.hpp"
#include "tests/assignments/grader/handout.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace {

namespace fs = std::filesystem;

std::string text_of_files(const std::vector<NamedFile>& files) {
  std::string out;
  for (const NamedFile& file : files) out += file.text + '\n';
  return out;
}

std::string text_of_folder(const fs::path& folder) {
  const WorkFolder work;
  return take_in(folder, work.path() / "s").code;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

const Assignment& first() { return find_assignment("1"); }
std::string solution() { return text_of_files(solution_files(first())); }
std::string starter() { return text_of_files(starter_files(first())); }

// The solution with other names, other layout and more comments.
std::string disguised() {
  std::string out = replaced(solution(), "gradients", "sums");
  out = replaced(out, "tape", "all_that_was");
  out = replaced(out, "inputs", "parents");
  out = replaced(out, "\n", "  // mine\n\n");
  return replaced(out, " + ", "   +\n ");
}

TEST(Similar, FindsACopyWithOtherNamesLayoutAndComments) {
  const std::vector<Pair> pairs = similar({{"ada", solution()}, {"ben", disguised()}}, starter());
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].first, "ada");
  EXPECT_EQ(pairs[0].second, "ben");
  EXPECT_GT(pairs[0].shared, 0.95);
}

TEST(Similar, FindsFunctionsThatWereMoved) {
  const std::string all = solution();
  const std::size_t half = all.find("inline Value operator*");
  ASSERT_NE(half, std::string::npos);
  const std::vector<Pair> pairs =
      similar({{"ada", all}, {"ben", all.substr(half) + all.substr(0, half)}}, starter());
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_GT(pairs[0].shared, 0.8);
}

TEST(Similar, DoesNotNameThoseWhoSolvedItInTheirOwnWay) {
  const fs::path others = fs::path(toolchain().source) / "tests/assignments/1_scalar_tape/others";
  const std::vector<Code> codes = {{"ada", solution()},
                                   {"ben", text_of_folder(others / "pointers")},
                                   {"cy", text_of_folder(others / "templates")}};
  EXPECT_TRUE(similar(codes, starter(), 0.3).empty());
}

TEST(Similar, CountsNothingThatTheStarterHas) {
  const std::vector<Code> blank = {{"ada", starter()}, {"ben", starter()}};
  EXPECT_TRUE(similar(blank, starter(), 0.01, 1).empty());
  EXPECT_EQ(similar(blank, "", 0.01, 1).size(), 1u);  // without it they are alike
}

TEST(Similar, TellsHowMuchAndNamesTheMostAlikeFirst) {
  const fs::path others = fs::path(toolchain().source) / "tests/assignments/1_scalar_tape/others";
  const std::string other = text_of_folder(others / "templates");
  const std::string all = solution();
  const std::vector<Pair> pairs = similar(
      {{"zoe", all}, {"ada", all}, {"ben", all.substr(0, all.size() / 2) + other}}, starter(), 0.2);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].first, "ada");
  EXPECT_EQ(pairs[0].second, "zoe");
  EXPECT_EQ(pairs[0].shared, 1);
  EXPECT_GT(pairs[1].shared, 0.25);
  EXPECT_LT(pairs[1].shared, 0.8);
}

TEST(Similar, SkipsWhatIsTooShortToTell) {
  const std::string line = "int main() { return 0; }\n";
  EXPECT_TRUE(similar({{"ada", line}, {"ben", line}}, "").empty());
  EXPECT_TRUE(similar({}, "").empty());
}

}  // namespace
}  // namespace tapestry::grader

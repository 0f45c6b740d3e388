// What a student is told of code that does not compile: whose line it is, and what to do.
#include "tests/assignments/grader/compiler_errors.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/assignments/grader/grade.hpp"
#include "tests/assignments/grader/handout.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// The part of the solution with `found` (once in `file`) replaced.
PartResult part_with(const std::string& assignment, const std::string& part,
                     const std::string& file, const std::string& found,
                     const std::string& replacement) {
  const TemporaryFolder folder;
  for (NamedFile& one : solution_files(find_assignment(assignment))) {
    if (one.name == file) {
      const std::size_t at = one.text.rfind(found);
      if (at == std::string::npos)
        ADD_FAILURE() << file << " has no '" << found << "'";
      else
        one.text.replace(at, found.size(), replacement);
    }
    std::ofstream(folder / one.name) << one.text;
  }
  return grade(find_assignment(assignment), folder.path(), part).parts.at(0);
}

// The last bracket is left out. In what is included behind it the compiler finds the first error,
// or in the line of the grader's worker that comes next; neither is the student's.
struct Unclosed {
  std::string assignment, part, file;
};

class EachUnclosed : public testing::TestWithParam<Unclosed> {};

TEST_P(EachUnclosed, IsAnErrorOfTheStudentsFileAndNamesTheBracket) {
  const auto& [assignment, part, file] = GetParam();
  const PartResult result = part_with(assignment, part, file, "}", "");
  EXPECT_THAT(result.problem, AllOf(StartsWith("it does not compile: " + file + ":"),
                                    HasSubstr("at end of input, opened in " + file + ":")));
  EXPECT_EQ(result.hint, "a bracket is not closed");
}

std::string unclosed_name(const testing::TestParamInfo<Unclosed>& info) {
  return "n" + info.param.assignment + "_" + info.param.part;
}

INSTANTIATE_TEST_SUITE_P(
    All, EachUnclosed,
    testing::Values(Unclosed{"1", "ops", "ops.hpp"}, Unclosed{"2", "ops", "ops.hpp"},
                    Unclosed{"3", "loss", "loss.hpp"}, Unclosed{"3", "dense", "dense.hpp"},
                    Unclosed{"4", "net", "net.hpp"}, Unclosed{"5", "free", "free.hpp"},
                    Unclosed{"6", "combine", "combine.hpp"}),
    unclosed_name);

TEST(CompilerErrors, AFunctionInTheOneBeforeItIsABracketToo) {
  const PartResult result =
      part_with("1", "ops", "ops.hpp", "}\n\ninline Value exp(", "\ninline Value exp(");
  EXPECT_THAT(result.problem, StartsWith("it does not compile: ops.hpp:"));
  EXPECT_THAT(result.hint, HasSubstr("a bracket is not closed"));
}

TEST(CompilerErrors, ALineOfTheGradersIsCalledThat) {
  const PartResult result = part_with("5", "free", "free.hpp", "log_partition(", "log_sum(");
  EXPECT_THAT(result.problem, AllOf(HasSubstr("worker_free.cpp:"), HasSubstr("log_partition")));
  EXPECT_THAT(result.hint, HasSubstr("this line is the grader's"));
}

// The file that lacks it is included by the part's own.
TEST(CompilerErrors, ABracketIsFoundInTheFileThatIsIncluded) {
  const PartResult result = part_with("1", "ops", "value.hpp", "}", "");
  EXPECT_THAT(result.problem, StartsWith("it does not compile: value.hpp:"));
  EXPECT_EQ(result.hint, "a bracket is not closed");
}

// The compiler's first error is that no constructor fits.
TEST(CompilerErrors, ARoundBracketIsNamedBeforeWhatFollowsFromIt) {
  const PartResult result = part_with("1", "ops", "ops.hpp", "{1 - y * y}", "{(1 - y * y}");
  EXPECT_THAT(result.problem,
              AllOf(StartsWith("it does not compile: ops.hpp:"), HasSubstr("error: expected ")));
  EXPECT_THAT(result.hint, HasSubstr("a bracket"));
}

TEST(CompilerErrors, AMainIsOneTooMany) {
  const PartResult result =
      part_with("1", "ops", "ops.hpp", "inline Value tanh", "int main() {}\ninline Value tanh");
  EXPECT_THAT(result.hint, HasSubstr("has a main()"));
}

TEST(CompilerErrors, AVariableWithoutADefinitionIsTheLinkersError) {
  const PartResult result = part_with("1", "walk", "value.hpp", "inline std::vector<Record> tape;",
                                      "extern std::vector<Record> tape;");
  EXPECT_THAT(result.problem, StartsWith("it does not link: undefined reference to `tape'"));
  EXPECT_THAT(result.hint, HasSubstr("declared and not defined"));
}

TEST(CompilerErrors, AMissingReturnIsTold) {
  const PartResult result =
      part_with("1", "ops", "ops.hpp", "return Value({y, {x.index()}, {1 - y * y}});",
                "Value({y, {x.index()}, {1 - y * y}});");
  EXPECT_EQ(result.problem, "");
  EXPECT_THAT(result.checks.at(2).hint,
              AllOf(HasSubstr("the compiler warns: ops.hpp:"), HasSubstr("no return statement")));
}

TEST(CompilerErrors, ASlipInAFileHasItsLine) {
  const PartResult result = part_with("5", "free", "free.hpp", "return ", "retrun ");
  EXPECT_THAT(result.problem, StartsWith("it does not compile: free.hpp:"));
  EXPECT_THAT(result.hint, Not(HasSubstr("grader's")));
}

// The first error of what the compiler said; the rest is not looked at.
TEST(CompilerErrors, TheBracketIsThatOfTheFirstError) {
  const TemporaryFolder work;
  const std::string first = "submission/a.hpp:3:1: error: no\n",
                    note = "submission/a.hpp:1:5: note: to match this '{'\n",
                    second = "submission/a.hpp:4:1: error: expected '}' at end of input\n";
  EXPECT_EQ(first_error(first + second + note, work.path()).text, "a.hpp:3:1: error: no");
  EXPECT_EQ(first_error(second + note, work.path()).text,
            "a.hpp:4:1: error: expected '}' at end of input, opened in a.hpp:1:5");
  EXPECT_TRUE(first_error(first, work.path()).in_submission);
  EXPECT_FALSE(first_error("worker.cpp:1:1: error: no\n", work.path()).in_submission);
  EXPECT_EQ(first_error("", work.path()).text, "the compiler has failed without a word");
}

}  // namespace
}  // namespace tapestry::grader

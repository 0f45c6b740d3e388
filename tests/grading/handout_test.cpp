// What is handed out: the student's zip has nothing of the solution, the teacher's has all.
#include "tests/assignments/grader/handout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/known_answers.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"
#include "tests/error_of.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// The files of a zip by their path in it, with their bytes.
std::map<std::string, std::string> unpacked(const fs::path& zip) {
  const WorkFolder work;
  fs::copy_file(zip, work.path() / "it.zip");
  Command command{{toolchain().cmake, "-E", "tar", "xf", "it.zip"}, work.path(), ""};
  command.trust = Trust::compiler;
  command.readable = {fs::path(toolchain().cmake).parent_path().parent_path()};
  const Outcome outcome = run_confined(command);
  EXPECT_EQ(outcome.code, 0) << outcome.said;
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(work.path()))
    if (entry.is_regular_file() && entry.path().filename() != "it.zip")
      files[fs::relative(entry.path(), work.path())] = read_file(entry.path());
  return files;
}

class EachHandout : public testing::TestWithParam<int> {
 protected:
  const Assignment& assignment = find_assignment(std::to_string(GetParam()));
  const TemporaryFolder folder;
};

TEST_P(EachHandout, TheStudentsZipHasTheHandoutAndTheStarterAndNoMore) {
  const fs::path zip = write_zip(assignment, Recipient::student, folder.path());
  EXPECT_EQ(zip.filename(), assignment.name + "-student.zip");
  std::map<std::string, std::string> expected;
  for (const NamedFile& file : starter_files(assignment))
    expected[assignment.name + "/starter/" + file.name] = file.text;
  expected[assignment.name + "/handout.md"] = read_file(handout_folder(assignment) / "handout.md");
  EXPECT_EQ(unpacked(zip), expected);
}

TEST_P(EachHandout, TheTeachersZipHasAlsoTheSolutionAndTheWrongAnswers) {
  const std::map<std::string, std::string> files =
      unpacked(write_zip(assignment, Recipient::teacher, folder.path()));
  for (const NamedFile& file : solution_files(assignment))
    EXPECT_EQ(files.at(assignment.name + "/solution/" + file.name), file.text);
  EXPECT_THAT(files.at(assignment.name + "/wrong.txt"), HasSubstr("# "));
}

std::vector<int> all_numbers() {
  std::vector<int> numbers;
  for (const Assignment& assignment : assignments()) numbers.push_back(assignment.number);
  return numbers;
}

INSTANTIATE_TEST_SUITE_P(All, EachHandout, testing::ValuesIn(all_numbers()));

TEST(Assignments, AreFoundByNumberAndByName) {
  EXPECT_EQ(find_assignment("1").name, "1_scalar_tape");
  EXPECT_EQ(find_assignment("1_scalar_tape").number, 1);
  EXPECT_THAT(error_of([] { find_assignment("99"); }),
              HasSubstr("There is no assignment '99': there are 1_scalar_tape, "));
}

}  // namespace
}  // namespace tapestry::grader

// The grader against answers whose points are known: blank, right, right in another style, wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/grade.hpp"
#include "tests/assignments/grader/handout.hpp"
#include "tests/assignments/grader/known_answers.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {

void PrintTo(const Assignment& assignment, std::ostream* out) { *out << assignment.name; }

namespace {

namespace fs = std::filesystem;

// Workers are not compiled for sanitizers, whose libraries they would link.
bool can_grade(const Assignment& assignment) { return !(TAPESTRY_SANITIZED && assignment.engine); }

Report graded(const Assignment& assignment, const std::vector<NamedFile>& files,
              const std::string& part = "") {
  const TemporaryFolder folder;
  for (const NamedFile& file : files) std::ofstream(folder / file.name) << file.text;
  return grade(assignment, folder.path(), part);
}

double points_of(const Part& part) {
  double of = 0;
  for (const Check& check : part.checks) of += check.points;
  return of;
}

// Whether one of the part's files differs from the solution's.
bool is_changed(const Assignment& assignment, const std::vector<NamedFile>& files,
                const Part& part) {
  const std::vector<NamedFile> solution = solution_files(assignment);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (files[i].text != solution[i].text && std::ranges::count(part.files, files[i].name) > 0)
      return true;
  return false;
}

std::string whole_text(const Report& report) {
  std::string out;
  for (const PartResult& part : report.parts) {
    out += part.problem + '\n' + part.hint + '\n';
    for (const CheckResult& check : part.checks)
      out += check.tried + '\n' + check.came_out + '\n' + check.cause + '\n' + check.hint + '\n';
  }
  return out;
}

class EachAssignment : public testing::TestWithParam<Assignment> {};

TEST_P(EachAssignment, ABlankStarterGetsNothingAndIsToldWhatToDo) {
  if (!can_grade(GetParam())) GTEST_SKIP() << "a sanitizer's libraries";
  const Report report = graded(GetParam(), starter_files(GetParam()));
  EXPECT_EQ(report.points(), 0) << text_of(report);
  EXPECT_EQ(report.of(), 100);
  for (const PartResult& part : report.parts) {
    EXPECT_EQ(part.problem, "");
    for (const CheckResult& check : part.checks)
      EXPECT_NE(check.came_out.find("to do: "), std::string::npos) << part.name << check.name;
  }
}

TEST_P(EachAssignment, TheSolutionGetsAllPointsInTheTimeThatIsPromised) {
  if (!can_grade(GetParam())) GTEST_SKIP() << "a sanitizer's libraries";
  const Report report = graded(GetParam(), solution_files(GetParam()));
  EXPECT_EQ(report.points(), 100) << text_of(report);
  RecordProperty("processor_seconds", std::to_string(report.processor_seconds));
}

TEST_P(EachAssignment, TheStarterInTheHandoutIsTheMarkedFiles) {
  const fs::path folder = handout_folder(GetParam()) / "starter";
  std::size_t count = 0;
  for (const NamedFile& file : starter_files(GetParam())) {
    ++count;
    EXPECT_EQ(read_file(folder / file.name), file.text)
        << "run tests/run assignment " << GetParam().number << " --refresh";
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), std::ptrdiff_t(count));
}

TEST_P(EachAssignment, EachPartHasEightWrongAnswersOrMore) {
  std::map<std::string, int> lost;
  for (const WrongAnswer& wrong : wrong_answers(GetParam())) {
    EXPECT_FALSE(wrong.said.empty()) << wrong.why;
    for (const Part& part : GetParam().parts) {
      if (wrong.points.at(part.name) < points_of(part)) ++lost[part.name];
    }
  }
  for (const Part& part : GetParam().parts) EXPECT_GE(lost[part.name], 8) << part.name;
}

// How many change each part's files, of those that change several the first's.
TEST_P(EachAssignment, ThePageForTeachersTellsHowManyWrongAnswersThereAre) {
  std::map<std::string, int> count;
  int all = 0;
  for (const WrongAnswer& wrong : wrong_answers(GetParam()))
    for (const Part& part : GetParam().parts)
      if (is_changed(GetParam(), wrong.files, part)) {
        ++count[part.name];
        ++all;
        break;
      }
  std::string row = base::text("| ", all, ": ");
  for (const Part& part : GetParam().parts)
    row += base::text(row.ends_with(": ") ? "" : ", ", count[part.name], " in `", part.name, "`");
  const std::string page = read_file(handout_folder(GetParam()).parent_path() / "README.md");
  EXPECT_NE(page.find(row + " |"), std::string::npos) << row;
}

// What the handout's tables say of points is what the grader gives.
TEST_P(EachAssignment, TheHandoutSaysThePointsOfEachPart) {
  const std::string handout = read_file(handout_folder(GetParam()) / "handout.md");
  for (const Part& part : GetParam().parts) {
    const std::size_t at = handout.find("| `" + part.name + "`");
    ASSERT_NE(at, std::string::npos) << part.name;
    const std::string row = handout.substr(at, handout.find('\n', at) - at);
    EXPECT_TRUE(row.ends_with(base::text("| ", points_of(part), " |"))) << row;
  }
}

std::string assignment_name(const testing::TestParamInfo<Assignment>& info) {
  return "n" + info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, EachAssignment, testing::ValuesIn(assignments()), assignment_name);

struct Numbered {
  Assignment assignment;
  std::size_t number;
  WrongAnswer wrong;
};

void PrintTo(const Numbered& one, std::ostream* out) { *out << one.wrong.why; }

std::vector<Numbered> all_wrong_answers() {
  std::vector<Numbered> all;
  for (const Assignment& assignment : assignments()) {
    std::size_t number = 0;
    for (WrongAnswer& wrong : wrong_answers(assignment))
      all.push_back({assignment, ++number, std::move(wrong)});
  }
  return all;
}

class EachWrongAnswer : public testing::TestWithParam<Numbered> {};

TEST_P(EachWrongAnswer, LosesThePointsThatItShould) {
  const auto& [assignment, number, wrong] = GetParam();
  if (!can_grade(assignment)) GTEST_SKIP() << "a sanitizer's libraries";
  // What differs from one to the next is the students' code, which the sanitizers do not look at.
  if (TAPESTRY_SANITIZED && number % 8 != 1) GTEST_SKIP() << "the grader's own code has been seen";
  std::string said;
  // A part whose files are the solution's gets what the solution gets: another test.
  for (const Part& part : assignment.parts) {
    if (!is_changed(assignment, wrong.files, part)) {
      EXPECT_EQ(wrong.points.at(part.name), points_of(part)) << wrong.why;
      continue;
    }
    const Report report = graded(assignment, wrong.files, part.name);
    EXPECT_EQ(report.points(), wrong.points.at(part.name)) << wrong.why << '\n' << text_of(report);
    said += whole_text(report) + text_of(report);
  }
  for (const std::string& words : wrong.said)
    EXPECT_NE(said.find(words), std::string::npos) << wrong.why << ": no '" << words << "' in\n"
                                                   << said;
}

std::string wrong_name(const testing::TestParamInfo<Numbered>& info) {
  return base::text("n", info.param.assignment.name, "_", info.param.number);
}

INSTANTIATE_TEST_SUITE_P(All, EachWrongAnswer, testing::ValuesIn(all_wrong_answers()), wrong_name);

struct OtherStyle {
  Assignment assignment;
  fs::path folder;
};

void PrintTo(const OtherStyle& one, std::ostream* out) { *out << one.folder; }

std::vector<OtherStyle> all_styles() {
  std::vector<OtherStyle> all;
  for (const Assignment& assignment : assignments())
    for (const fs::directory_entry& entry : fs::directory_iterator(
             fs::path(toolchain().source) / "tests/assignments" / assignment.name / "others"))
      all.push_back({assignment, entry.path()});
  return all;
}

class EachOtherStyle : public testing::TestWithParam<OtherStyle> {};

TEST_P(EachOtherStyle, GetsAllPoints) {
  if (!can_grade(GetParam().assignment)) GTEST_SKIP() << "a sanitizer's libraries";
  const Report report = grade(GetParam().assignment, GetParam().folder);
  EXPECT_EQ(report.points(), 100) << text_of(report);
}

std::string style_name(const testing::TestParamInfo<OtherStyle>& info) {
  return "n" + info.param.assignment.name + "_" + info.param.folder.filename().string();
}

INSTANTIATE_TEST_SUITE_P(All, EachOtherStyle, testing::ValuesIn(all_styles()), style_name);

}  // namespace
}  // namespace tapestry::grader

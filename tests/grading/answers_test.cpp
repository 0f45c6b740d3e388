// The grader against answers whose points are known: blank, right, right in another style, wrong.
#include <gtest/gtest.h>

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

Report graded(const Assignment& assignment, const std::vector<NamedFile>& files) {
  const TemporaryFolder folder;
  for (const NamedFile& file : files) std::ofstream(folder / file.name) << file.text;
  return grade(assignment, folder.path());
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
      double of = 0;
      for (const Check& check : part.checks) of += check.points;
      if (wrong.points.at(part.name) < of) ++lost[part.name];
    }
  }
  for (const Part& part : GetParam().parts) EXPECT_GE(lost[part.name], 8) << part.name;
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
  const Report report = graded(assignment, wrong.files);
  for (const PartResult& part : report.parts)
    EXPECT_EQ(part.points(), wrong.points.at(part.name)) << wrong.why << '\n' << text_of(report);
  for (const std::string& words : wrong.said)
    EXPECT_NE(whole_text(report).find(words), std::string::npos)
        << wrong.why << ": no '" << words << "' in\n"
        << text_of(report);
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

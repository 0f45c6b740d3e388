// Submissions that do not want to be graded but to be given points: none gets one, none stops the
// grader, and each report says what happened.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "engine/base/error.hpp"
#include "tests/assignments/grader/grade.hpp"
#include "tests/assignments/grader/handout.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {
namespace {

namespace fs = std::filesystem;

struct Hostile {
  std::string name;
  std::string before;       // put at the top of the solution's value.hpp
  std::string constructor;  // and into its constructor of a number, which every check calls
  std::string said;         // what the report must say
};

void PrintTo(const Hostile& one, std::ostream* out) { *out << one.name; }

const std::vector<Hostile>& all_hostile() {
  static const std::vector<Hostile> all = {
      {"exit", "#include <cstdlib>\n", "std::exit(0);", "ended by itself, with status 0"},
      {"exit_before_main", "#include <unistd.h>\nstatic const int early = (_exit(0), 0);\n", "",
       "ended by itself, with status 0"},
      {"endless_loop", "", "for (volatile int i = 0;; i = i + 1) {}", "no answer in time"},
      {"endless_sleep", "#include <unistd.h>\n", "for (;;) pause();", "no answer in time"},
      {"fork_bomb", "#include <unistd.h>\n", "for (;;) fork();", "no answer in time"},
      {"throws_a_number", "", "throw 42;", "something that is no std::exception"},
      {"all_the_memory", "", "static char* volatile keep; for (;;) keep = new char[1 << 24];",
       "std::bad_alloc"},
      {"endless_recursion",
       "inline int deeper(volatile int* n) { int here = *n; return deeper(&here) + here; }\n",
       "int n = 1; deeper(&n);", "deeper than the stack"},
      {"prints_a_result", "#include <cstdio>\n#include <cstdlib>\n",
       "std::puts(\"{\\\"score\\\": 100}\\n100 of 100 points\"); std::fflush(stdout); "
       "FILE* f = std::fopen(\"result.json\", \"w\"); if (f) std::fputs(\"100\", f); "
       "std::_Exit(0);",
       "ended by itself, with status 0"},
      {"forges_zeros", "#include <unistd.h>\n#include \"tests/assignments/grader/message.hpp\"\n",
       "tapestry::grader::Message m; for (auto name : {\"values\", \"gradients\", \"value\"}) "
       "m.set(name, "
       "std::vector<double>(9, 1.0)); std::string s = m.bytes(); if (write(4, s.data(), s.size())) "
       "_exit(0);",
       "numbers"},
      {"forges_bytes", "#include <unistd.h>\n",
       "char all[1000]; for (char& c : all) c = char(255); if (write(4, all, 1000)) _exit(0);",
       "bytes that are no answer"},
      {"answers_without_end", "#include <unistd.h>\n",
       "char all[65536] = {}; while (write(4, all, sizeof all) > 0) {}", "an answer without end"},
      {"kills_the_grader", "#include <csignal>\n#include <unistd.h>\n",
       "kill(getppid(), SIGKILL); kill(0, SIGTERM); _exit(7);", ""},
      {"includes_the_engine", "#include \"engine/base/error.hpp\"\n", "",
       "not among this assignment's headers"},
      {"includes_an_endless_file", "#include \"/dev/zero\"\n", "", "it does not compile"},
      {"assembles_the_solution",
       "asm(\".section .rodata\\n.incbin \\\"" + toolchain().source +
           "/tests/assignments/1_scalar_tape/marked/value.hpp\\\"\\n.text\");\n",
       "", "it does not assemble"},
      {"precompiles", "#include \"stdio.gch\"\n", "", "it does not compile"},
      {"pins_the_grader", "#include <sched.h>\n#include <cstdlib>\n",
       "cpu_set_t one; CPU_ZERO(&one); CPU_SET(0, &one); "
       "std::_Exit(sched_setaffinity(0, sizeof one, &one) == 0 ? 9 : 0);",
       "ended by itself, with status 0"},
      {"includes_secrets", "#include \"/etc/passwd\"\n", "", "it does not compile"},
      {"templates_without_end",
       "template <unsigned long n> struct Deep { static constexpr int x = Deep<n * 2 + 1>::x + "
       "Deep<n * 2 + 2>::x; };\n"
       "static const int deep = Deep<0>::x;\n",
       "", "it does not compile"},
      {"has_its_own_main", "int main() { return 0; }\n", "", "it does not compile"},
      {"has_another_server",
       "#define serve hidden\n#include \"tests/assignments/grader/worker.hpp\"\n#undef serve\n"
       "namespace tapestry::grader { inline int serve(const Calls&) { return 0; } }\n",
       "", "ended by itself, with status 0"},
  };
  return all;
}

std::vector<NamedFile> hostile_files(const Hostile& hostile) {
  std::vector<NamedFile> files = solution_files(find_assignment("1"));
  for (NamedFile& file : files) {
    if (file.name != "value.hpp") continue;
    const std::string constructor = ": Value(Record{number, {}, {}}) {";
    const std::size_t at = file.text.find(constructor);
    if (at == std::string::npos) base::fail("The solution has another constructor.");
    file.text.insert(at + constructor.size(), hostile.constructor);
    file.text.insert(file.text.find("#pragma once\n") + 13, hostile.before);
  }
  return files;
}

std::string all_words(const Report& report) {
  std::string out;
  for (const PartResult& part : report.parts) {
    out += part.problem + '\n';
    for (const CheckResult& check : part.checks) out += check.came_out + '\n' + check.cause + '\n';
  }
  return out;
}

class EachHostile : public testing::TestWithParam<Hostile> {};

TEST_P(EachHostile, GetsNothing) {
  const TemporaryFolder folder;
  for (const NamedFile& file : hostile_files(GetParam()))
    std::ofstream(folder / file.name) << file.text;
  const Report report = grade(find_assignment("1"), folder.path());
  EXPECT_EQ(report.points(), 0) << text_of(report);
  EXPECT_EQ(report.of(), 100);
  EXPECT_NE(all_words(report).find(GetParam().said), std::string::npos) << text_of(report);
  EXPECT_EQ(folder.files(), 2u) << "it wrote into its own folder";
  EXPECT_EQ(all_words(report).find("root:"), std::string::npos)
      << "it shows a file that is not its own";
}

std::string hostile_name(const testing::TestParamInfo<Hostile>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(All, EachHostile, testing::ValuesIn(all_hostile()), hostile_name);

TEST(Hostile, ThePageForTeachersTellsHowManyThereAre) {
  const std::string page =
      read_file(handout_folder(find_assignment("1")).parent_path() / "README.md");
  const std::size_t five = 5;  // the tests below
  EXPECT_NE(page.find(base::text("and ", all_hostile().size() + five, " submissions")), page.npos)
      << all_hostile().size() + five;
}

TEST(Hostile, TheSolutionCannotBeIncluded) {
  const TemporaryFolder folder;
  for (const std::string name : {"value.hpp", "ops.hpp"})
    std::ofstream(folder / name) << "#include \"tests/assignments/1_scalar_tape/marked/" + name +
                                        "\"\n";
  const Report report = grade(find_assignment("1"), folder.path());
  EXPECT_EQ(report.points(), 0);
  EXPECT_NE(
      all_words(report).find("it includes 'tests/assignments/1_scalar_tape/marked/value.hpp', "
                             "which is not among this assignment's headers"),
      std::string::npos)
      << text_of(report);
}

TEST(Hostile, ALinkToTheSolutionIsLeftOut) {
  const TemporaryFolder folder;
  const fs::path marked = fs::path(toolchain().source) / "tests/assignments/1_scalar_tape/marked";
  for (const char* name : {"value.hpp", "ops.hpp"})
    fs::create_symlink(marked / name, folder / name);
  const Report report = grade(find_assignment("1"), folder.path());
  EXPECT_EQ(report.points(), 0);
  EXPECT_NE(all_words(report).find("there is no file 'value.hpp' in the submission, which is empty "
                                   "(ops.hpp is a link) (value.hpp is a link)"),
            std::string::npos)
      << text_of(report);
}

TEST(Hostile, WhatIsNoPlainFileIsLeftOut) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo(folder.file("value.hpp").c_str(), 0600), 0);  // reading it would wait forever
  fs::create_directory(folder / "ops.hpp");
  std::ofstream(folder / "large.hpp") << std::string(2'000'000, ' ');
  EXPECT_EQ(grade(find_assignment("1"), folder.path()).points(), 0);
}

TEST(Hostile, AnAnswerThatIsRememberedFailsAtTheNextSubmission) {
  // The cases follow from the submission's bytes: two that differ in a comment get other cases.
  const TemporaryFolder one, other;
  for (const NamedFile& file : solution_files(find_assignment("1"))) {
    std::ofstream(one / file.name) << file.text;
    std::ofstream(other / file.name) << file.text << "// changed\n";
  }
  const Assignment& assignment = find_assignment("1");
  const auto first_request = [&](const fs::path& folder) {
    const WorkFolder work;
    Rng rng(take_in(folder, work.path() / "s").seed);
    std::string request;
    try {
      assignment.parts[0].checks[1].run(
          [&](const std::string&, const Message& message) {
            request = message.bytes();
            throw 1;
            return Message();
          },
          rng);
    } catch (int) {
    }
    Rng again(take_in(folder, work.path() / "t").seed);
    return request + std::to_string(again());
  };
  EXPECT_NE(first_request(one.path()), first_request(other.path()));
  EXPECT_EQ(first_request(one.path()), first_request(one.path()));
}

// One that waits in each request is in time in each, and takes hours for all.
TEST(Hostile, APartHasOnlySoMuchTimeOnTheClock) {
  const TemporaryFolder folder;
  const Hostile waits{"", "#include <unistd.h>\n", "usleep(200000);", ""};
  for (const NamedFile& file : hostile_files(waits)) std::ofstream(folder / file.name) << file.text;
  const Report report = grade(find_assignment("1"), folder.path(), "walk", 2);
  EXPECT_EQ(report.points(), 0) << text_of(report);
  EXPECT_EQ(report.parts[0].checks.back().came_out, "not tried");
  EXPECT_EQ(report.parts[0].checks.back().cause,
            "the checks before this one have taken 2 seconds on the clock");
}

TEST(Hostile, AnAnswerOfTheEnginesCannotBeCalled) {
  if (TAPESTRY_SANITIZED) GTEST_SKIP() << "a sanitizer's libraries";
  const TemporaryFolder folder;
  for (const NamedFile& file : solution_files(find_assignment("2")))
    std::ofstream(folder / file.name)
        << file.text
        << (file.name == "ops.hpp" ? "namespace tapestry { Var softplus(const Var& x); }\n"
                                     "[[gnu::used]] inline Var (*const theirs)(const Var&) = "
                                     "tapestry::softplus;\n"
                                   : "");
  const Report report = grade(find_assignment("2"), folder.path(), "ops");
  EXPECT_EQ(report.points(), 0) << text_of(report);
  EXPECT_EQ(report.parts[0].problem, "it calls the engine's own softplus, which is an answer");
}

// Not hostile at all: more files than the starter has, one with a space in its name.
TEST(Friendly, AFurtherFileMayHaveASpaceInItsName) {
  const TemporaryFolder folder;
  for (const NamedFile& file : solution_files(find_assignment("1")))
    std::ofstream(folder / (file.name == "value.hpp" ? "my value.hpp" : file.name)) << file.text;
  std::ofstream(folder / "value.hpp") << "#include \"my value.hpp\"\n";
  const Report report = grade(find_assignment("1"), folder.path());
  EXPECT_EQ(report.points(), 100) << text_of(report);
}

TEST(Friendly, AMisspeltNameIsToldWhatIsThere) {
  const TemporaryFolder folder;
  for (const NamedFile& file : solution_files(find_assignment("1")))
    std::ofstream(folder / (file.name == "value.hpp" ? "Value.hpp" : file.name)) << file.text;
  const Report report = grade(find_assignment("1"), folder.path(), "walk");
  EXPECT_EQ(report.parts[0].problem,
            "there is no file 'value.hpp' in the submission, which has Value.hpp, ops.hpp");
}

TEST(Friendly, APartSaysWhichOtherOneToMendFirst) {
  const TemporaryFolder folder;
  for (const NamedFile& file : starter_files(find_assignment("1")))
    std::ofstream(folder / file.name) << file.text;
  const Report report = grade(find_assignment("1"), folder.path());
  const std::string said = "mend part 'walk' first, on which this one rests";
  for (const CheckResult& check : report.parts[0].checks)
    EXPECT_FALSE(check.hint.starts_with(said)) << check.name;
  for (const CheckResult& check : report.parts[1].checks)
    EXPECT_TRUE(check.hint.starts_with(said)) << check.name;
}

TEST(Class, OneBrokenSubmissionDoesNotStopTheRest) {
  const TemporaryFolder all;
  const Assignment& assignment = find_assignment("1");
  for (const char* student : {"ada", "ben", "cy"}) {
    fs::create_directory(all / student);
    if (std::string(student) == "ben") continue;  // has handed in nothing
    for (const NamedFile& file : solution_files(assignment))
      std::ofstream(all / student / file.name)
          << (student[0] == 'c' ? "#error\n" : "") << file.text;
  }
  std::ofstream(all / "notes.txt") << "not a submission";
  const std::vector<Report> reports = grade_class(assignment, all.path(), 2);
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_EQ(reports[0].submission, "ada");
  EXPECT_EQ(reports[0].points(), 100);
  EXPECT_EQ(reports[1].points(), 0);
  EXPECT_EQ(reports[2].points(), 0);
  EXPECT_EQ(reports[2].of(), 100);
}

}  // namespace
}  // namespace tapestry::grader

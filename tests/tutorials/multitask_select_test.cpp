// The multitask program's --select: each kind of choice trains, and what was drawn is said; what is
// wrong is refused in one sentence.
#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <string>

#include "tests/places.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Said {
  int code;
  std::string text;  // both outputs
};

Said select(const std::string& text, const std::string& more = "") {
  const TemporaryFolder out;
  const std::string command = "'" + std::string(test::kProgramsFolder) +
                              "/multitask' --quick --data '' --epochs 1 --batch 256 --out '" +
                              out.path().string() + "' --select '" + text + "' " + more + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  std::string said;
  std::array<char, 4096> bytes{};
  for (std::size_t n = 0; (n = fread(bytes.data(), 1, bytes.size(), pipe)) > 0;)
    said.append(bytes.data(), n);
  return {WEXITSTATUS(pclose(pipe)), said};
}

#ifndef __SANITIZE_ADDRESS__  // ten runs: too long under the sanitizers
TEST(MultitaskSelect, EachKindTrainsAndSaysWhatWasDrawn) {
  for (const auto& [text, rule] :
       {std::pair{
            "1,-1",
            "'every subset', the first with probability 0.731059, the second with 0.268941, and "
            "none with 0.196612"},
        {"0,0:k=1:reweight", "'exactly 1', the first with probability 0.5"},
        {"0,0:at-most=1", "'at most 1', the first with probability 0.333"},
        {"2,0:at-least=1", "'at least one', the first"},
        {"0,0:budget=2:costs=2,1", "'within a budget of 2', the first with probability 0.333"},
        {"loss:k=1", "'exactly 1', with scores by 'loss'"},
        {"progress", "with scores by 'progress'"},
        {"uncertainty:k=1", "with scores by 'uncertainty'"},
        {"size:k=1", "with scores by 'size'"},
        {"learned:k=1", "with scores by 'learned'"}}) {
    const Said said = select(text);
    EXPECT_EQ(said.code, 0) << text << said.text;
    EXPECT_THAT(said.text, AllOf(HasSubstr(rule), HasSubstr("What was drawn: digits in "))) << text;
  }
  // Exactly one of the two a step: 14 steps of 256 of 3,800 images, between them.
  const std::string drawn = select("0,0:k=1").text;
  const auto count = [&](const std::string& task) {
    return std::stoi(drawn.substr(drawn.rfind(task + " in ") + task.size() + 4));
  };
  EXPECT_EQ(count("digits") + count("objects"), 14);
}

#endif

TEST(MultitaskSelect, WhatIsWrongIsSaid) {
  for (const auto& [text, error] :
       {std::pair{"1",
                  "--select: 1 number was given, '1', but there are two tasks: give one each, as "
                  "in 0,1."},
        {"1,2,3", "--select: 3 numbers were given"},
        {"1,x",
         "--select: 'x' was given in place of a score: it begins with two numbers, or loss,"},
        {"lost", "--select: 'lost' was given in place of a score"},
        {"inf,0", "--select: SubsetSelection: the score of task 0 is inf"},
        {"0,0:k=3", "--select: exactly_k: k is 3, but there are 2 tasks"},
        {"0,0:k=", "--select: 'k=' was given, but k needs a whole number."},
        {"0,0:k=1:budget=2", "--select: 2 rules were given, but a step is drawn by one"},
        {"0,0:costs=1,1", "--select: there are costs, but no budget to keep within"},
        {"0,0:budget=2:costs=1", "--select: 1 number was given, '1'"},
        {"0,0:budget=2:costs=-1,1", "--select: within_budget: the cost of task 0 is -1"},
        {"0,0:budgt=2", "--select: there is no 'budgt=2': after the scores may stand k=N"},
        {"k=1", "--select: 'k=1' was given in place of a score: it begins with two numbers"},
        {"0,0:k=1:k=2", "--select: k was given twice."},
        {"0,0:budget=3", "--select: there is a budget, but no costs"},
        {"-50,-50",
         "--select: under 'every subset' the first task would be drawn with probability"},
        {"0,0:budget=1:costs=1,2", "the second task would be drawn with probability 0 and never"},
        {"0,0:", "--select: there is no ''"}}) {
    const Said said = select(text);
    EXPECT_EQ(said.code, 2) << text;
    EXPECT_THAT(said.text, HasSubstr(error)) << text;
  }
  EXPECT_THAT(select("learned", "--validation 0").text,
              HasSubstr("--select learned: nothing is held out"));
  EXPECT_THAT(select("0,0", "--joint").text, HasSubstr("--select and --joint"));
}

}  // namespace
}  // namespace tapestry

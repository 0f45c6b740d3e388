// What each rule lets through, counted, and the table of it on the page of chapter 3.
//
// With TAPESTRY_REFRESH set in the environment, the page is rewritten: tutorials/refresh_pages.
#include "tests/f64/check_rules.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/f64/mutants.hpp"
#include "tests/places.hpp"

namespace tapestry {
namespace {

// A rule that refuses what is right would "catch" everything.
TEST(CheckRules, LetAllRightPullbacksPass) {
  for (const CheckRule& rule : check_rules())
    for (const OpCase& row : op_cases()) {
      if (!row.has_gradient) continue;
      const GradientReport report = check_by(rule, row, row.function);
      EXPECT_TRUE(report.passed) << rule.name << ": " << row.op << ", " << row.description << ": "
                                 << report.text;
    }
}

// How many mistakes of each kind there are, and how many of them each rule lets through: in all of
// the op's rows.
struct Count {
  std::size_t made = 0;
  std::vector<std::size_t> passed = std::vector<std::size_t>(check_rules().size());

  void add(const Count& other) {
    made += other.made;
    for (std::size_t r = 0; r < passed.size(); ++r) passed[r] += other.passed[r];
  }
};

Count counted(Mutation mutation, const std::string& name,
              const std::map<std::string, std::vector<const OpCase*>>& ops) {
  Count count;
  for (const auto& [op, rows] : ops) {
    std::size_t inputs = 0;
    for (const OpCase* row : rows) inputs = std::max(inputs, linked_inputs(*row));
    for (std::size_t input = 0; input < inputs; ++input) {
      if (equivalent(op, input, name) != nullptr) continue;
      bool used = false;
      std::vector<bool> caught(check_rules().size(), false);
      for (const OpCase* row : rows)
        for (std::size_t r = 0; r < caught.size(); ++r) {
          if (caught[r]) continue;
          const CheckRule& rule = check_rules()[r];
          const MutantRun run = run_mutant(*row, input, mutation, [&](const FunctionOfVars& f) {
            return check_by(rule, *row, f);
          });
          used = used || run.used;
          caught[r] = run.caught;
        }
      if (!used) continue;
      ++count.made;
      for (std::size_t r = 0; r < caught.size(); ++r) count.passed[r] += !caught[r];
    }
  }
  return count;
}

std::string line_of(const std::string& name, const Count& count) {
  std::ostringstream out;
  out << "| " << name << " | " << count.made;
  for (const std::size_t passed : count.passed) out << " | " << passed;
  out << " |\n";
  return out.str();
}

// As the page has it, and how many the last rule lets through.
std::pair<std::string, std::size_t> table() {
  std::map<std::string, std::vector<const OpCase*>> ops;
  for (const OpCase& row : op_cases())
    if (!row.composed && row.has_gradient) ops[row.op].push_back(&row);
  std::ostringstream out;
  out << "| the pullback's mistake | broken |";
  for (const CheckRule& rule : check_rules()) out << ' ' << rule.name << " |";
  out << "\n|---|--:|";
  for (std::size_t r = 0; r < check_rules().size(); ++r) out << "--:|";
  out << '\n';
  Count all;
  for (const auto& [mutation, name] : mutations()) {
    const Count count = counted(mutation, name, ops);
    out << line_of(name, count);
    all.add(count);
  }
  out << line_of("**all**", all);
  return {out.str(), all.passed.back()};
}

TEST(CheckRules, WhatTheyLetThroughStandsOnThePage) {
  const auto [expected, ours] = table();
  EXPECT_EQ(ours, 0U) << "the engine's own check lets a mistake through";
  const std::string file = std::string(test::kSourceFolder) + "/tutorials/03_is_it_right/README.md";
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  std::string page = text.str();
  const std::string mark = "<!-- table: what the rules let through -->\n";
  const std::size_t at = page.find(mark);
  ASSERT_NE(at, std::string::npos) << file << " has no line " << mark;
  const std::size_t begin = at + mark.size(), end = page.find("\n\n", at) + 1;
  ASSERT_GT(end, begin - 1) << "no empty line follows the table";
  if (std::getenv("TAPESTRY_REFRESH")) {
    std::ofstream(file) << page.replace(begin, end - begin, expected);
    return;
  }
  EXPECT_EQ(page.substr(begin, end - begin), expected)
      << "If the page is what is out of date: ./tutorials/refresh_pages";
}

}  // namespace
}  // namespace tapestry

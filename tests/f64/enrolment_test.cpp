// Every op of the sources has a row in the table, and every row stands for an op of the sources.
#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

#include "engine/core/tape.hpp"
#include "tests/f64/op_cases.hpp"
#include "tests/recorded_ops.hpp"

namespace tapestry {
namespace {

TEST(Enrolment, FindsCallsOfRecord) {
  EXPECT_THAT(test::recorded_in("return record(\"one\", x);\n  return record(\n      \"two\", y);"),
              testing::ElementsAre("one", "two"));
  EXPECT_THAT(test::recorded_in("prerecord(\"no\"); Var record(const char* op, Tensor value);"),
              testing::IsEmpty());
  std::istringstream commented("a // record(\"no\")\nb");
  EXPECT_EQ(test::without_comments(commented), "a \nb\n");
}

TEST(Enrolment, EveryOpHasARow) {
  std::set<std::string> enrolled;
  for (const OpCase& row : op_cases()) enrolled.insert(row.op);
  const auto ops = test::ops_in_sources({"engine", "nn"});
  EXPECT_GE(ops.size(), 30u) << "the sources were not found";
  for (const auto& [op, file] : ops)
    EXPECT_EQ(enrolled.count(op), 1u)
        << "the op '" << op << "' of " << file
        << " has no row, so nothing checks its gradient: add one for each of its shapes, flags and "
           "axes to a file of tests/f64/cases, as in {\""
        << op << "\", \"a matrix\", [](const Vars& x) { return " << op
        << "(x[0]); }, {anywhere({3, 4})}}, or for two inputs that broadcast add_broadcasts(rows, "
           "\""
        << op << "\", " << op << ", anywhere, anywhere).";
}

TEST(Enrolment, EveryRowIsOfAnOpAndRecordsIt) {
  const auto ops = test::ops_in_sources({"engine", "nn"});
  for (const OpCase& row : op_cases()) {
    if (row.composed) {
      EXPECT_EQ(ops.count(row.op), 0u) << "'" << row.op << "' has a record of its own";
      continue;
    }
    EXPECT_EQ(ops.count(row.op), 1u)
        << "the row '" << row.op << ", " << row.description
        << "' is of an op that no source records: write its name as in record(\"...\").";
    Tape tape;
    std::vector<Var> leaves;
    for (const Tensor& x : draw_inputs(row, 1)) leaves.emplace_back(x);
    row.function(leaves);
    std::vector<std::string> recorded;
    for (std::size_t i = 0; i < tape.size(); ++i) recorded.push_back(tape[i].output.op());
    EXPECT_THAT(recorded, testing::ElementsAre(row.op))
        << "a row must call its op once, and nothing else: " << row.description;
  }
}

TEST(Enrolment, EveryRowIsDrawnAnewForEachSeed) {
  for (const OpCase& row : op_cases()) {
    EXPECT_EQ(draw_inputs(row, 1), draw_inputs(row, 1)) << row.op << ", " << row.description;
    EXPECT_NE(draw_inputs(row, 1), draw_inputs(row, 2)) << row.op << ", " << row.description;
  }
}

}  // namespace
}  // namespace tapestry

// For every op of the table, every input and every way to break its pullback: some row must notice.
#include "tests/f64/mutants.hpp"

#include <gmock/gmock.h>

#include <iostream>
#include <map>

namespace tapestry {
namespace {

TEST(Mutants, AreAllCaught) {
  std::map<std::string, std::vector<const OpCase*>> ops;
  for (const OpCase& row : op_cases())
    if (!row.composed) ops[row.op].push_back(&row);  // its parts' mutants are caught by themselves

  std::size_t made = 0, caught = 0, equivalents_met = 0;
  for (const auto& [op, rows] : ops) {
    std::size_t inputs = 0;
    for (const OpCase* row : rows) inputs = std::max(inputs, linked_inputs(*row));
    EXPECT_EQ(inputs == 0, !rows[0]->has_gradient) << op;
    for (std::size_t input = 0; input < inputs; ++input)
      for (const auto& [mutation, name] : mutations()) {
        bool used = false, seen = false;
        std::string text;
        for (const OpCase* row : rows) {
          if (seen) break;
          const MutantRun run = run_mutant(*row, input, mutation);
          used = used || run.used;
          seen = run.caught;
          if (run.caught) text = run.text;
        }
        if (!used) {
          // A broadcast that is not summed can find nothing to break, and of a linear op the last
          // call's pullback is as good as any.
          EXPECT_TRUE(mutation == Mutation::broadcast_not_summed ||
                      mutation == Mutation::last_calls)
              << op << ", input " << input << name;
          EXPECT_FALSE(seen) << op << ", input " << input << ": " << text;
          continue;
        }
        ++made;
        caught += seen;
        // One that is listed and caught all the same fails the test.
        const Equivalent* known = equivalent(op, input, name);
        if (known != nullptr) {
          ++equivalents_met;
          EXPECT_FALSE(seen) << op << ", input " << input << ", '" << name
                             << "' is listed as equivalent (" << known->reason
                             << "), but it was caught: " << text;
        } else {
          EXPECT_TRUE(seen) << op << ", input " << input << ": with '" << name
                            << "' in place of its pullback, all rows still pass: add a row that "
                               "notices to a file of tests/f64/cases.";
        }
      }
  }
  EXPECT_EQ(equivalents_met, equivalents().size()) << "an equivalent mutant was never made";
  EXPECT_EQ(caught + equivalents_met, made);
  std::cout << "gradient checks: " << ops.size() << " ops, " << op_cases().size() << " rows, "
            << made << " mutants: " << caught << " caught, " << equivalents_met << " equivalent\n";
}

// A mutation that never breaks anything would be "caught" nowhere and noticed nowhere.
TEST(Mutants, OfBroadcastsAreMadeWhereverAnOpBroadcasts) {
  for (const std::string op : {"add", "sub", "mul", "div"})
    for (std::size_t input : {0u, 1u}) {
      bool used = false;
      for (const OpCase& row : op_cases())
        if (row.op == op)
          used = used || run_mutant(row, input, Mutation::broadcast_not_summed).used;
      EXPECT_TRUE(used) << op << ", input " << input;
    }
}

}  // namespace
}  // namespace tapestry

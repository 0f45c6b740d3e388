// Every op that the engine records has a row of formulas, and every row stands for such an op.
#include "engine/view/pullback_formulas.hpp"

#include <map>

#include "tests/engine/expect.hpp"
#include "tests/recorded_ops.hpp"

namespace tapestry {
namespace {

TEST(PullbackFormulas, EveryOpHasARow) {
  const auto ops = test::ops_in_sources({"engine"});
  EXPECT_GE(ops.size(), 30u) << "the sources were not found";
  for (const auto& [op, file] : ops)
    EXPECT_NE(formulas_of(op), nullptr)
        << "the op '" << op << "' of " << file
        << " has no row, so the player cannot say what its pullbacks compute: add one to "
           "engine/view/pullback_formulas.cpp.";
}

TEST(PullbackFormulas, EveryRowIsOfOneOp) {
  const auto ops = test::ops_in_sources({"engine"});
  std::map<std::string, int> rows;
  for (const OpFormulas& row : all_op_formulas()) {
    EXPECT_EQ(ops.count(row.op), 1u) << "no source records '" << row.op << "'";
    EXPECT_EQ(++rows[row.op], 1) << "'" << row.op << "' has two rows";
    EXPECT_NE(row.value, "") << row.op;
    for (const PullbackFormula& pullback : row.pullbacks) {
      EXPECT_NE(pullback.input, "") << row.op;
      EXPECT_NE(pullback.formula, "") << row.op;
    }
  }
}

TEST(PullbackFormulas, AnOpOfYourOwnHasNone) {
  EXPECT_EQ(formulas_of("cube"), nullptr);
  EXPECT_EQ(formulas_of(""), nullptr);
}

}  // namespace
}  // namespace tapestry

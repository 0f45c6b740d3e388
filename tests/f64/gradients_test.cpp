// Every row of the table: first and second order, for several draws of inputs and upstream.
#include <gmock/gmock.h>

#include <set>

#include "engine/core/tape.hpp"
#include "tests/f64/op_cases.hpp"

namespace tapestry {
namespace {

constexpr std::uint64_t kSeeds = 5;

std::vector<std::string> ops_with_gradients() {
  std::set<std::string> names;
  for (const OpCase& row : op_cases())
    if (row.has_gradient) names.insert(row.op);
  return {names.begin(), names.end()};
}

class Gradients : public testing::TestWithParam<std::string> {};

TEST_P(Gradients, AgreeWithDifferencesInEveryRow) {
  for (const OpCase& row : op_cases()) {
    if (row.op != GetParam()) continue;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      GradientCheck options;
      options.tolerance = 1e-7;
      options.second_order = row.second_order;
      options.seed = seed;
      const GradientReport report =
          check_gradient(row.op, row.function, draw_inputs(row, 100 + seed), options);
      EXPECT_TRUE(report.passed) << row.description << ", seed " << seed << ": " << report.text;
      EXPECT_LE(report.worst_error, 1e-7);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Gradients, testing::ValuesIn(ops_with_gradients()),
                         [](const auto& test) { return test.param; });

// Its value changes with its input, so the differences see a gradient, and the backward pass must
// not.
TEST(StopGradient, SendsNothingThoughItsValueChanges) {
  std::size_t rows = 0;
  for (const OpCase& row : op_cases()) {
    if (row.has_gradient) continue;
    ++rows;
    const std::vector<Tensor> inputs = draw_inputs(row, 1);
    const GradientReport report = check_gradient(row.op, row.function, inputs);
    EXPECT_FALSE(report.passed);
    EXPECT_THAT(report.text, testing::HasSubstr("the pullback returns zeros"));

    Tape tape;
    std::vector<Var> leaves(1, Var(inputs[0]));
    const Var output = row.function(leaves);
    const Tensor gradient =
        tape.gradient(output, leaves, ones_like(output.value()), Unused::zeros)[0];
    EXPECT_THAT(gradient.storage(), testing::Each(0));
    EXPECT_EQ(gradient.shape(), inputs[0].shape());
    EXPECT_EQ(output.value(), inputs[0]);
  }
  EXPECT_EQ(rows, 1u);
}

// Kinks are where the differences are wrong, so rows that have some must say so and stay away.
TEST(Table, SaysWhichOpsHaveKinks) {
  const std::set<std::string> with_kinks = {"abs",   "clamp",      "elu",     "frobenius_norm",
                                            "huber", "l1_norm",    "l2_norm", "leaky_relu",
                                            "max",   "max_pool2d", "maximum", "mean_of_huber",
                                            "min",   "minimum",    "relu",    "sum_of_huber"};
  for (const OpCase& row : op_cases())
    EXPECT_EQ(row.smooth, with_kinks.count(row.op) == 0) << row.op << ", " << row.description;
}

}  // namespace
}  // namespace tapestry

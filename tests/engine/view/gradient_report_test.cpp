// The report of gradients: norms, zeros and dead units, on nets whose dead units are known.
#include "engine/view/gradient_report.hpp"

#include <cmath>
#include <limits>
#include <sstream>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The images are positive, so unit 1, whose weights and bias are negative, never fires; and head
// gets nothing from it: its row 1 is zero, but no column of it.
TEST(GradientReport, FindsADeadReluUnit) {
  Rng rng(3);
  const Var x("x", random_uniform({8, 5}, rng, 0.1, 1));
  Var weight = Var::parameter("weight", random_uniform({5, 3}, rng, 0.1, 1));
  for (std::size_t row = 0; row < 5; ++row) weight.mutable_value()[row * 3 + 1] = -1;
  const Var bias = Var::parameter("bias", tensor({3}, {0.5, -0.5, 0.5}));
  const Var head = Var::parameter("head", random_uniform({3, 2}, rng, 0.1, 1));
  Tape tape;
  const Var loss = sum(square(matmul(relu(matmul(x, weight) + bias), head)));
  const std::vector<Var> parameters = {weight, bias, head};
  const auto report = gradient_report(parameters, tape.gradient(loss, parameters));
  ASSERT_EQ(report.size(), 3u);
  EXPECT_EQ(report[0].name, "weight");
  EXPECT_EQ(to_string(report[0].shape), "[5 x 3]");
  EXPECT_THAT(report[0].dead_units, ElementsAre(1));
  EXPECT_EQ(report[0].units, 3u);
  EXPECT_DOUBLE_EQ(report[0].zeros, 5.0 / 15);
  EXPECT_THAT(report[1].dead_units, ElementsAre(1));
  EXPECT_DOUBLE_EQ(report[1].zeros, 1.0 / 3);
  EXPECT_THAT(report[2].dead_units, IsEmpty());
  EXPECT_DOUBLE_EQ(report[2].zeros, 2.0 / 6);
}

TEST(GradientReport, CountsUnitsByTheShape) {
  const auto dead_of = [](const Shape& shape, const std::vector<Scalar>& gradient) {
    const auto report =
        gradient_report({Var::parameter("p", zeros(shape))}, {tensor(shape, gradient)});
    return report[0];
  };
  EXPECT_THAT(dead_of({2, 3}, {0, 1, 0, 0, 0, 1}).dead_units, ElementsAre(0));
  EXPECT_THAT(dead_of({3}, {0, 2, 0}).dead_units, ElementsAre(0, 2));
  // Output channels of a convolution [3 x 1 x 1 x 2]: the second is dead.
  EXPECT_THAT(dead_of({3, 1, 1, 2}, {0, 1, 0, 0, 1, 0}).dead_units, ElementsAre(1));
  EXPECT_THAT(dead_of({3, 1, 2}, {0, 1, 0, 0, 1, 0}).dead_units, ElementsAre(1));
  EXPECT_THAT(dead_of({}, {0}).dead_units, ElementsAre(0));
  EXPECT_THAT(dead_of({}, {1}).dead_units, IsEmpty());
  EXPECT_THAT(dead_of({2, 0}, {}).dead_units, IsEmpty());
  EXPECT_EQ(dead_of({0, 2}, {}).zeros, 0);
}

TEST(GradientReport, TakesTheNormOfAllElements) {
  const Scalar huge = std::numeric_limits<Scalar>::max() / 4;
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  const Var p = Var::parameter("p", zeros({2}));
  EXPECT_DOUBLE_EQ(gradient_report({p}, {tensor({2}, {3, -4})})[0].norm, 5);
  EXPECT_NEAR(gradient_report({p}, {tensor({2}, {huge, huge})})[0].norm / huge, std::sqrt(2), 1e-6);
  const ParameterReport with_nan = gradient_report({p}, {tensor({2}, {nan, 0})})[0];
  EXPECT_TRUE(std::isnan(with_nan.norm));
  EXPECT_EQ(with_nan.zeros, 0.5);
  EXPECT_THAT(with_nan.dead_units, ElementsAre(1));
  const Scalar inf = std::numeric_limits<Scalar>::infinity();
  EXPECT_TRUE(std::isnan(gradient_report({p}, {tensor({2}, {nan, inf})})[0].norm));
  EXPECT_TRUE(std::isnan(gradient_report({p}, {tensor({2}, {-inf, nan})})[0].norm));
  EXPECT_EQ(gradient_report({p}, {tensor({2}, {-inf, 1})})[0].norm, inf);
}

TEST(GradientReport, IsPrintedAsATable) {
  const Var weight = Var::parameter("weight", zeros({1, 3})),
            wide = Var::parameter("wide", zeros({10}));
  std::ostringstream out;
  print_report(gradient_report({weight, wide}, {tensor({1, 3}, {3, 0, 4}), zeros({10})}), out);
  EXPECT_EQ(out.str(),
            "parameter  shape    norm  zeros    dead units\n"
            "weight     [1 x 3]  5     33.3 %   1 of 3: 1\n"
            "wide       [10]     0     100.0 %  10 of 10: 0, 1, 2, 3, 4, 5, 6, 7, ...\n");
}

TEST(GradientReport, NeedsAGradientForEachParameter) {
  const Var p = Var::parameter("p", zeros({2}));
  EXPECT_EQ(error_of([&] { gradient_report({p}, {}); }),
            "gradient_report: 1 parameters and 0 gradients: there must be one gradient for each "
            "parameter, in the same order.");
  EXPECT_EQ(error_of([&] { gradient_report({p}, {zeros({3})}); }),
            "gradient_report: gradient 0 [3] must have the shape of its parameter, 'p' [2]: give "
            "both in the same order.");
}

}  // namespace
}  // namespace tapestry

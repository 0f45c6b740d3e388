// Values and gradients where a careless formula loses digits, overflows, or makes a NaN of numbers
// that have a limit.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Digits, VarianceOfLargeNumbersCloseTogether) {
  // The mean, 1e8 + 4, is no float: the next ones are 1e8 and 1e8 + 8.
  const Var x(tensor({2}, {1e8f, 1e8f + 8}));
  Tape tape;
  const Var y = variance(x);
  EXPECT_EQ(y.item(), 16);
  expect_near(tape.gradient(y, {x})[0], {2}, {-4, 4});
}

TEST(Digits, VarianceOfEachRowAndColumn) {
  const Var x(tensor({2, 2}, {1e8f, 1e8f + 8, 1e8f + 24, 1e8f}));
  Tape tape;
  const Var rows = variance(x, {1}), columns = variance(x, {0}, Axis::keep, 1);
  expect_near(rows.value(), {2}, {16, 144});
  expect_near(columns.value(), {1, 2}, {288, 32});
  expect_near(tape.gradient(rows, {x}, tensor({2}, {1, 10}))[0], {2, 2}, {-4, 4, 120, -120});
  expect_near(tape.gradient(columns, {x}, tensor({1, 2}, {1, 10}))[0], {2, 2}, {-24, 80, 24, -80});
}

TEST(Digits, VarianceOfOneNumberIsZero) {
  EXPECT_EQ(variance(Var(Scalar(3))).item(), 0);
  EXPECT_EQ(variance(Var(full({1, 1}, 1e30f))).item(), 0);
}

TEST(Digits, MeanOfOnesIsOne) {
  for (std::size_t n = 1; n <= 600; ++n) {
    EXPECT_EQ(mean(Var(full({n}, 1))).item(), 1) << n;
    EXPECT_EQ(mean(Var(full({n, 2}, 1)), {0}).value(), full({2}, 1)) << n;
    EXPECT_EQ(mean(Var(full({2, n}, 1)), {1}).value(), full({2}, 1)) << n;
    EXPECT_EQ(mean(Var(full({3, 2, n}, 1)), {2, 0}).value(), full({2}, 1)) << n;
  }
}

TEST(Digits, MeanOverflowsNowhere) {
  constexpr Scalar kLargest = std::numeric_limits<Scalar>::max();
  for (const std::size_t n : {2u, 40u, 600u}) {
    EXPECT_EQ(mean(Var(full({n}, kLargest))).item(), kLargest) << n;
    EXPECT_EQ(mean(Var(full({n, 3}, -kLargest)), {0}).value(), full({3}, -kLargest)) << n;
    EXPECT_EQ(mean(Var(full({3, n, 2}, kLargest)), {0, 2}).value(), full({n}, kLargest)) << n;
  }
}

TEST(Digits, MeanOfInfinityAndNaN) {
  EXPECT_EQ(mean(Var(tensor({2}, {1, kInfinity}))).item(), kInfinity);
  EXPECT_TRUE(std::isnan(mean(Var(tensor({2}, {kInfinity, -kInfinity}))).item()));
  EXPECT_TRUE(std::isnan(mean(Var(tensor({2, 1}, {1, kNaN})), {0}).item()));
}

// The gradient of log_sum_exp over all of x, for which it is the softmax over all elements.
Tensor gradient_over(const Var& x, const Axes& axes) {
  Tape tape;
  return tape.gradient(log_sum_exp(x, axes), {x})[0];
}

TEST(Digits, LogSumExpOfSomeRowsThatAreImpossible) {
  const Var x(tensor({2, 2}, {-kInfinity, -kInfinity, 0, 1}));
  const double p = 1 / (1 + std::exp(1.0));
  for (const Axes& axes : {Axes{0, 1}, Axes{1, 0}, Axes{-1, -2}})
    expect_near(gradient_over(x, axes), {2, 2}, {0, 0, p, 1 - p});
}

TEST(Digits, LogSumExpOfLargeNumbersKeepsItsProbabilities) {
  const Var x(tensor({2, 1, 2}, {10000, 10001, 10002, 10001.5f}));
  const double total = std::exp(-2.0) + std::exp(-1.0) + 1 + std::exp(-0.5);
  const std::vector<double> p = {std::exp(-2.0) / total, std::exp(-1.0) / total, 1 / total,
                                 std::exp(-0.5) / total};
  expect_near(gradient_over(x, {0, 2}), {2, 1, 2}, p);
  expect_near(gradient_over(x, {2, 0, 1}), {2, 1, 2}, p);
}

TEST(Digits, LogSumExpOfImpossibleElementsOnly) {
  // As along one axis: the value is -infinity, and there are no probabilities.
  const Var x(full({2, 2}, -kInfinity));
  EXPECT_EQ(log_sum_exp(x, Axes{0, 1}).item(), -kInfinity);
  expect_near(gradient_over(x, {1, 0}), {2, 2}, std::vector<double>(4, kNaN));
}

TEST(Digits, FocalOfAnImpossibleLabel) {
  // -log p is infinite, its gradient is not.
  for (const Scalar gamma : {0.0f, 0.5f, 2.0f}) {
    const Var logits(tensor({1, 2}, {-kInfinity, 3}));
    Tape tape;
    const Var loss = focal(logits, {0}, gamma);
    EXPECT_EQ(loss.item(), kInfinity);
    expect_near(tape.gradient(loss, {logits})[0], {1, 2}, {-1, 1});
  }
}

TEST(Digits, MaskedRowsGetNothingOfAGradientThatIsNotFinite) {
  const Var logits(tensor({3, 2}, {1, 1, 2, 2, 5, 5}));
  for (const Scalar bad : {kNaN, kInfinity}) {
    const Var upstream(tensor({3}, {2, bad, 4}));
    Tape tape;
    const Var gradient =
        softmax_cross_entropy_gradient(upstream, logits, {0, kNoLabel, 1}, Reduction::none);
    expect_near(gradient.value(), {3, 2}, {-1, 1, 0, 0, 2, -2});
    // Its own gradients, the upstream one not finite in the masked row again: at the logits
    // p_0 p_1 (h_0 - h_1) = (h_0 - h_1) / 4 of each row's upstream gradient.
    const auto second =
        tape.gradient(gradient, {upstream, logits}, tensor({3, 2}, {1, 0, bad, 1, 1, 3}));
    expect_near(second[0], {3}, {-0.5, 0, -1});
    expect_near(second[1], {3, 2}, {0.5, -0.5, 0, 0, -2, 2});
  }
}

TEST(Digits, SureSoftLabelsAgreeWithHardLabels) {
  const Var logits(tensor({2, 3}, {20, 0, 0, 0, 1, 25}));
  const Var targets(tensor({2, 3}, {1, 0, 0, 0, 0, 1}));
  Tape tape;
  const Var loss = soft_label_cross_entropy(logits, targets, Reduction::sum);
  const Tensor gradient = tape.gradient(loss, {logits})[0];
  const double e20 = std::exp(-20.0), e24 = std::exp(-24.0), e25 = std::exp(-25.0);
  const std::vector<double> expected = {-2 * e20, e20, e20, e25, e24, -e24 - e25};
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(gradient.data()[i] / expected[i], 1, 1e-6) << "element " << i;
}

// By the chain rule, f(c a) with f of the vectors only, which do not change with c > 0, has 1 / c
// times f's gradient.
TEST(Digits, SingularVectorsOfExtremeScale) {
  const Tensor weights = tensor({3, 2}, {1, -2, 3, 5, -1, 2});
  const auto gradient_at = [&](Scalar scale, bool left) {
    const Var a(
        kernels::map(tensor({3, 2}, {4, 1, 2, 3, -1, 1}), [=](Scalar v) { return v * scale; }));
    Tape tape;
    const Var u = left ? left_singular_vectors(a) : right_singular_vectors(transpose(a));
    return tape.gradient(u, {a}, weights)[0];
  };
  for (const bool left : {true, false}) {
    const Tensor plain = gradient_at(1, left);
    for (const Scalar scale : {std::ldexp(Scalar{1}, -80), std::ldexp(Scalar{1}, 80)})
      expect_near(kernels::map(gradient_at(scale, left), [=](Scalar v) { return v * scale; }),
                  {3, 2}, doubles(plain), 1e-4);
  }
}

// Where the value rounds to 1 the slope is small, and not 0: the unit can still learn.
TEST(Digits, SlopesOfUnitsThatAreRightByFar) {
  const auto slope_at = [](Var (*unit)(const Var&), Scalar at) {
    const Var x(full({}, at));
    Tape tape;
    return double{tape.gradient(unit(x), {x})[0]()};
  };
  for (double at : {0.0, 0.1, 1.0, 9.01, 17.0, 40.0}) {
    const double e = std::exp(-at), tanh_slope = 4 * e * e / ((1 + e * e) * (1 + e * e));
    const double sigmoid_slope = e / ((1 + e) * (1 + e));
    for (const Scalar sign : {Scalar{1}, Scalar{-1}}) {
      const Scalar x = sign * static_cast<Scalar>(at);
      EXPECT_NEAR(slope_at(tanh, x), tanh_slope, 5e-6 * tanh_slope) << at;
      EXPECT_NEAR(slope_at(sigmoid, x), sigmoid_slope, 5e-6 * sigmoid_slope) << at;
    }
  }
  EXPECT_NEAR(slope_at(tanh, 9.01f), 5.96e-8, 0.02e-8);
  EXPECT_NEAR(slope_at(sigmoid, 17), 4.14e-8, 0.01e-8);
}

}  // namespace
}  // namespace tapestry

// The gradient check itself: its sentence, its sharpness, and what it says of unfit functions.
#include "engine/check/gradient_check.hpp"

#include <gmock/gmock.h>

#include "engine/engine.hpp"

namespace tapestry {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Vars = std::vector<Var>;

// a * b, where one element of b's gradient is multiplied by a factor.
FunctionOfVars product_with_error(std::size_t element, Scalar factor) {
  return [=](const Vars& x) {
    const Var a = x[0], b = x[1];
    Tensor factors = ones_like(b.value());
    factors.data()[element] = factor;
    return record("my_mul", (a * b).value(),
                  {{a, [=](const Var& g, const Var&) { return g * b; }},
                   {b, [=](const Var& g, const Var&) { return g * a * Var::constant(factors); }}});
  };
}

TEST(GradientCheck, NamesOpInputElementBothNumbersAndError) {
  // y = 3 b with an upstream gradient u: dy/db = 3 u, and the broken pullback gives 6 u.
  GradientCheck options;
  options.names = {"weight", "bias"};
  const GradientReport report = check_gradient("my_mul", product_with_error(5, 2),
                                               {full({2, 3}, 3), full({2, 3}, 1)}, options);
  EXPECT_FALSE(report.passed);
  EXPECT_DOUBLE_EQ(report.worst_error, 0.5);
  const std::string start =
      "my_mul: the gradient of input 1 'bias' [2 x 3] is wrong at element [1, 2]: the pullbacks "
      "give ";
  ASSERT_THAT(report.text, StartsWith(start));
  EXPECT_THAT(report.text,
              HasSubstr(", the relative error is 0.5 where 1e-07 is allowed (1 of 6 elements are "
                        "wrong). Probable cause: no known pattern"));
  double analytic = 0, numeric = 0;
  ASSERT_EQ(std::sscanf(report.text.c_str() + start.size(),
                        "%lf, differences of the values give %lf,", &analytic, &numeric),
            2);
  EXPECT_NEAR(analytic, 2 * numeric, 1e-8);
  EXPECT_GE(std::abs(numeric), 1.5);  // |u| is between 0.5 and 1.5
  EXPECT_LE(std::abs(numeric), 4.5);
}

TEST(GradientCheck, SeesARelativeErrorOfAMillionth) {
  Rng rng(1);
  const std::vector<Tensor> inputs = {random_normal({2, 3}, rng), random_normal({2, 3}, rng)};
  EXPECT_TRUE(check_gradient("my_mul", product_with_error(2, 1), inputs).passed);
  EXPECT_FALSE(check_gradient("my_mul", product_with_error(2, 1 + 1e-6), inputs).passed);
}

TEST(GradientCheck, SeesAWrongElementThatIsAMillionthOfTheOthers) {
  Tensor a = ones_like(zeros({4}));
  a.data()[3] = 1e-6;
  EXPECT_FALSE(check_gradient("my_mul", product_with_error(3, 0), {a, ones_like(a)}).passed);
  EXPECT_TRUE(check_gradient("my_mul", product_with_error(3, 1), {a, ones_like(a)}).passed);
}

TEST(GradientCheck, TakesTrueZerosForRight) {
  // softmax sums to 1, so the gradient of that sum is 0 but for rounding.
  const auto total = [](const Vars& x) { return sum(softmax(x[0])); };
  Rng rng(3);
  const GradientReport report = check_gradient("total", total, {random_normal({5}, rng)});
  EXPECT_TRUE(report.passed) << report.text;
}

TEST(GradientCheck, UpstreamGradientsAreNeverOnesAndDependOnTheSeed) {
  std::vector<Tensor> seen;
  const auto spy = [&](const Vars& x) {
    return record("spy", x[0].value(), {{x[0], [&](const Var& g, const Var&) {
                                           seen.push_back(g.value());
                                           return g;
                                         }}});
  };
  GradientCheck options;
  EXPECT_TRUE(check_gradient("spy", spy, {zeros({3})}, options).passed);
  const Tensor first = seen.at(0);
  for (Scalar u : first.storage()) EXPECT_GE(std::abs(std::abs(u) - 1), 1e-6);
  seen.clear();
  EXPECT_TRUE(check_gradient("spy", spy, {zeros({3})}, options).passed);
  EXPECT_EQ(seen.at(0), first);
  seen.clear();
  options.seed = 2;
  EXPECT_TRUE(check_gradient("spy", spy, {zeros({3})}, options).passed);
  EXPECT_NE(seen.at(0), first);
}

TEST(GradientCheck, SecondOrderCanBeLeftOut) {
  const auto first_order_only = [](const Vars& x) {
    const Var a = x[0];
    return record(
        "my_exp", exp(a).value(),
        {{a, [=](const Var& g, const Var&) { return g * Var::constant(exp(a).value()); }}});
  };
  GradientCheck options;
  EXPECT_FALSE(check_gradient("my_exp", first_order_only, {zeros({3})}, options).passed);
  options.second_order = false;
  EXPECT_TRUE(check_gradient("my_exp", first_order_only, {zeros({3})}, options).passed);
}

TEST(GradientCheck, SeesAGradientThatChangesFromWalkToWalk) {
  int passes = 0;
  const auto restless = [&](const Vars& x) {
    return record("restless", x[0].value(),
                  {{x[0], [&](const Var& g, const Var&) { return passes++ % 2 ? 2 * g : g; }}});
  };
  EXPECT_EQ(check_gradient("restless", restless, {zeros({3})}).text,
            "restless: the gradient of input 0 [3] changed from one backward pass to the next: a "
            "pullback "
            "must not change anything, nor draw random numbers.");
}

TEST(GradientCheck, SaysWhenTheOutputIsNotFinite) {
  const auto logarithm = [](const Vars& x) { return log(x[0]); };
  EXPECT_EQ(check_gradient("log", logarithm, {full({2}, -1)}).text,
            "log: the output [2] is not finite: give inputs that lie inside the op's domain.");
}

TEST(GradientCheck, NeedsAnInputAndAnOp) {
  const auto same = [](const Vars& x) { return x[0]; };
  try {
    check_gradient("same", same, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "check_gradient: same: no inputs were given to differentiate.");
  }
  EXPECT_THROW(check_gradient("same", same, {zeros({2})}), Error);
}

// y = x + 10^13: the differences of y see nothing of x's gradient, be it right or wrong.
TEST(GradientCheck, DoesNotCallRightWhatRoundingHides) {
  const auto shifted = [](Scalar shift, Scalar slope) {
    return [=](const Vars& x) {
      return record("shifted", kernels::map(x[0].value(), [=](Scalar v) { return v + shift; }),
                    {{x[0], [=](const Var& g, const Var&) { return slope * g; }}});
    };
  };
  const auto check = [&](Scalar shift, Scalar slope) {
    return check_gradient("shifted", shifted(shift, slope), {tensor({2}, {1, 2})});
  };
  EXPECT_TRUE(check(1e3, 1).passed) << check(1e3, 1).text;
  EXPECT_FALSE(check(1e3, 0).passed);
  for (const Scalar slope : {0.0, 1.0}) {
    const GradientReport report = check(1e13, slope);
    EXPECT_FALSE(report.passed);
    EXPECT_THAT(report.text,
                testing::MatchesRegex("shifted: the gradient of input 0 \\[2\\] cannot be judged: "
                                      "rounding moves the differences by up to [0-9.]+, .*"));
  }
}

// What a backward pass would throw is a finding like any other; what f throws is not.
TEST(GradientCheck, ReportsAGradientOfAWrongShape) {
  const auto transposed = [](const Vars& x) {
    return record("my_neg", (-x[0]).value(),
                  {{x[0], [](const Var& g, const Var&) { return -transpose(g); }}});
  };
  const GradientReport report = check_gradient("my_neg", transposed, {full({2, 3}, 1)});
  EXPECT_FALSE(report.passed);
  EXPECT_EQ(
      report.text,
      "my_neg: backward pass: record 1, my_neg: the pullback of its input 0, an unnamed input "
      "[2 x 3], returned a gradient [3 x 2]: a pullback must return its input's shape, or one "
      "that the input broadcasts to: it is the transposed shape, so that a transpose is "
      "missing or one too many.");
  const auto misfit = [](const Vars& x) { return matmul(x[0], x[0]); };
  EXPECT_THROW(check_gradient("misfit", misfit, {full({2, 3}, 1)}), Error);
}

// A whole network, checked as one function.
TEST(GradientCheck, TakesAnyComposition) {
  Rng rng(5);
  const auto network = [](const Vars& x) {
    const Var hidden = tanh(matmul(x[0], x[1]) + x[2]);
    return softmax_cross_entropy(matmul(hidden, x[3]), {0, 2, 1, 2, 0});
  };
  const GradientReport report =
      check_gradient("network", network,
                     {random_normal({5, 4}, rng), random_normal({4, 3}, rng),
                      random_normal({3}, rng), random_normal({3, 3}, rng)});
  EXPECT_TRUE(report.passed) << report.text;
}

}  // namespace
}  // namespace tapestry

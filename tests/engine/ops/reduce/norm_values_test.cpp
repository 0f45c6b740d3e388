// Values of min, variance, the norms, log_sum_exp over several axes, and argmax.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// The elements of x that each place of the kept shape reduces, found by plain index arithmetic.
std::vector<std::vector<double>> groups(const Tensor& x, const Axes& axes, Shape& kept) {
  kept = x.shape();
  for (int axis : axes) kept[static_cast<std::size_t>(axis)] = 1;
  std::vector<std::vector<double>> out(size_of(kept));
  const Tensor places = counting(kept);
  for_each_index(x.shape(), [&](const std::vector<std::size_t>& index) {
    out[static_cast<std::size_t>(element(places, index))].push_back(element(x, index));
  });
  return out;
}

using Oracle = std::function<double(const std::vector<double>&)>;
using Reduce = std::function<Var(const Var&, const Axes&, Axis)>;

void agrees(const Oracle& oracle, const Reduce& f) {
  Rng rng(11);
  const std::vector<std::pair<Shape, Axes>> cases = {
      {{5}, {0}},       {{3, 4}, {0}},       {{3, 4}, {1}},          {{3, 4}, {0, 1}},
      {{2, 3, 4}, {1}}, {{2, 3, 4}, {0, 2}}, {{2, 3, 4}, {0, 1, 2}}, {{37, 41}, {0}}};
  for (const auto& [shape, axes] : cases) {
    const Var x(random_normal(shape, rng));
    Shape kept;
    std::vector<double> expected;
    for (const auto& group : groups(x.value(), axes, kept)) expected.push_back(oracle(group));
    SCOPED_TRACE(to_string(shape) + " to " + to_string(kept));
    expect_near(f(x, axes, Axis::keep).value(), kept, expected, 1e-5);
    const Var dropped = f(x, axes, Axis::drop);
    EXPECT_EQ(dropped.rank(), shape.size() - axes.size());
    expect_near(dropped.value(), dropped.shape(), expected, 1e-5);
  }
}

TEST(Min, AgreesWithPlainLoops) {
  agrees([](const auto& x) { return *std::min_element(x.begin(), x.end()); },
         [](const Var& x, const Axes& axes, Axis reduced) { return min(x, axes, reduced); });
  expect_near(min(Var(counting({2, 3}))).value(), {}, {0});
  expect_near(min(Var(7)).value(), {}, {7});
}

TEST(Min, OfNegativesInfinitiesAndNaN) {
  expect_near(min(Var(tensor({3}, {-1, -3, -2}))).value(), {}, {-3});
  expect_near(min(Var(tensor({2}, {1, -kInfinity}))).value(), {}, {-double{kInfinity}});
  for (std::size_t place = 0; place < 3; ++place) {
    Tensor x = counting({3});
    x.data()[place] = kNaN;
    EXPECT_TRUE(std::isnan(min(Var(x)).item())) << "NaN at element " << place;
  }
}

TEST(Min, SharesItsGradientAmongEqualWinners) {
  Tape tape;
  const Var x(tensor({2, 3}, {5, 1, 1, 2, 7, 3}));
  const Var least = min(x, {1});
  expect_near(tape.gradient(least, {x}, tensor({2}, {10, 20}))[0], {2, 3}, {0, 5, 5, 20, 0, 0});
}

TEST(Variance, AgreesWithPlainLoops) {
  for (int correction : {0, 1})
    agrees(
        [=](const auto& x) {
          double mean = 0, total = 0;
          for (double v : x) mean += v / static_cast<double>(x.size());
          for (double v : x) total += (v - mean) * (v - mean);
          return total / (static_cast<double>(x.size()) - correction);
        },
        [=](const Var& x, const Axes& axes, Axis reduced) {
          return variance(x, axes, reduced, correction);
        });
  expect_near(variance(Var(tensor({4}, {1, 3, 5, 7}))).value(), {}, {5});
  expect_near(variance(Var(tensor({4}, {1, 3, 5, 7})), {0}, Axis::drop, 1).value(), {}, {20.0 / 3});
  expect_near(variance(Var(7)).value(), {}, {0});
}

// The one-pass formula would subtract 1e12 from 1e12, in floats that are 65536 apart.
TEST(Variance, KeepsItsDigitsAtALargeMean) {
  expect_near(variance(Var(tensor({4}, {1000001, 1000003, 1000005, 1000007}))).value(), {}, {5});
}

TEST(Variance, DoesNotHideNaNAndInfinity) {
  EXPECT_TRUE(std::isnan(variance(Var(tensor({2}, {1, kNaN}))).item()));
  EXPECT_TRUE(std::isnan(variance(Var(tensor({2}, {1, kInfinity}))).item()));
}

TEST(Norms, AgreeWithPlainLoops) {
  agrees(
      [](const auto& x) {
        double total = 0;
        for (double v : x) total += std::abs(v);
        return total;
      },
      [](const Var& x, const Axes& axes, Axis reduced) { return l1_norm(x, axes, reduced); });
  agrees(
      [](const auto& x) {
        double total = 0;
        for (double v : x) total += v * v;
        return std::sqrt(total);
      },
      [](const Var& x, const Axes& axes, Axis reduced) { return l2_norm(x, axes, reduced); });
  const Var x(tensor({2, 2}, {1, -2, -4, 2}));
  expect_near(l1_norm(x).value(), {}, {9});
  expect_near(l2_norm(x).value(), {}, {5});
  expect_near(frobenius_norm(x).value(), {}, {5});
  expect_near(frobenius_norm(Var(tensor({2, 1, 2}, {3, 4, -5, 12}))).value(), {2}, {5, 13});
  expect_near(l2_norm(Var(-3)).value(), {}, {3});
}

TEST(Norms, OfNothingAreZero) {
  expect_near(l1_norm(Var(zeros({0}))).value(), {}, {0});
  expect_near(l2_norm(Var(zeros({0}))).value(), {}, {0});
  expect_near(l2_norm(Var(zeros({0, 2})), {0}).value(), {2}, {0, 0});
}

TEST(L2Norm, NeitherOverflowsNorVanishes) {
  for (const float scale : {1e30f, 1e-30f, 1e19f, 1e-40f}) {
    const Var norm = l2_norm(Var(tensor({2}, {3 * scale, 4 * scale})));
    EXPECT_NEAR(norm.item() / scale, 5, 1e-4) << scale;
  }
  expect_near(l2_norm(Var(tensor({2}, {-kInfinity, 1}))).value(), {}, {double{kInfinity}});
  EXPECT_TRUE(std::isnan(l2_norm(Var(tensor({3}, {1, kNaN, 2}))).item()));
}

TEST(Norms, HaveTheGradientZeroAtZero) {
  Tape tape;
  const Var x(tensor({2, 2}, {0, 0, 3, 4}));
  const Var norm = l2_norm(x, {1});
  expect_near(tape.gradient(norm, {x}, tensor({2}, {7, 10}))[0], {2, 2}, {0, 0, 6, 8});
  const Var absolute = l1_norm(x, {1});
  expect_near(tape.gradient(absolute, {x}, tensor({2}, {7, 10}))[0], {2, 2}, {0, 0, 10, 10});
}

TEST(LogSumExp, OverSeveralAxesAgreesWithPlainLoops) {
  const Oracle oracle = [](const std::vector<double>& x) {
    double total = 0;
    for (double v : x) total += std::exp(v);
    return std::log(total);
  };
  agrees(oracle, [](const Var& x, const Axes& axes, Axis reduced) {
    return log_sum_exp(x, axes, reduced);
  });
  const double ln6 = std::log(6.0);
  expect_near(log_sum_exp(Var(full({2, 3}, 1e4f)), {0, 1}).value(), {}, {1e4 + ln6});
  expect_near(log_sum_exp(Var(full({2, 3}, -kInfinity)), {0, 1}).value(), {}, {-double{kInfinity}});
}

TEST(LogSumExp, OverSeveralAxesHasSoftmaxAsItsGradient) {
  Tape tape;
  const float large = 1e6f;  // where e^(x - log_sum_exp) would have lost its digits
  const Var x(tensor({2, 2}, {large, large + 1, large, large}));
  const Var y = log_sum_exp(x, {0, 1});
  const double e = std::exp(1.0), total = 3 + e;
  expect_near(tape.gradient(y, {x})[0], {2, 2}, {1 / total, e / total, 1 / total, 1 / total});
}

TEST(Argmax, FindsTheFirstOfTheLargest) {
  const Var x(tensor({2, 3}, {1, 5, 5, 9, 2, 4}));
  EXPECT_THAT(argmax(x), testing::ElementsAre(1, 0));
  EXPECT_THAT(argmax(x, 1), testing::ElementsAre(1, 0));
  EXPECT_THAT(argmax(x, 0), testing::ElementsAre(1, 0, 0));
  EXPECT_THAT(argmax(Var(tensor({3}, {-kInfinity, -2, -1}))), testing::ElementsAre(2));
  EXPECT_THAT(argmax(Var(full({2}, -kInfinity))), testing::ElementsAre(0));
  EXPECT_THAT(argmax(Var(zeros({0, 3}))), testing::IsEmpty());
}

TEST(Argmax, AlongTheMiddleAxisIsInRowMajorOrder) {
  Rng rng(12);
  const Var x(random_normal({2, 4, 3}, rng));
  const std::vector<int> found = argmax(x, 1);
  ASSERT_EQ(found.size(), 6u);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      const auto best = static_cast<std::size_t>(found[i * 3 + j]);
      for (std::size_t k = 0; k < 4; ++k)
        EXPECT_GE(element(x.value(), {i, best, j}), element(x.value(), {i, k, j}));
    }
}

TEST(Argmax, TakesANaNForTheLargest) {
  EXPECT_THAT(argmax(Var(tensor({4}, {1, kNaN, kInfinity, kNaN}))), testing::ElementsAre(1));
  EXPECT_THAT(argmax(Var(tensor({3}, {kNaN, 2, 1}))), testing::ElementsAre(0));
}

TEST(Argmax, RecordsNothing) {
  Tape tape;
  argmax(Var(counting({3})));
  EXPECT_EQ(tape.size(), 0u);
}

}  // namespace
}  // namespace tapestry

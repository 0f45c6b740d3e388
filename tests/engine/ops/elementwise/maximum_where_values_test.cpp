// Values of maximum, minimum, where, clamp and pow, and their gradients at kinks and singular
// points, against index arithmetic and the C++ library in double.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Binary = std::function<double(double, double)>;

void expect_broadcast(Var (*op)(const Var&, const Var&), const Binary& f, Rng& rng) {
  for (const auto& [a, b, shape] :
       std::vector<std::tuple<Shape, Shape, Shape>>{{{3, 4}, {3, 4}, {3, 4}},
                                                    {{3, 1}, {4}, {3, 4}},
                                                    {{}, {2, 3}, {2, 3}},
                                                    {{2, 1, 5}, {3, 1}, {2, 3, 5}},
                                                    {{1}, {1}, {1}},
                                                    {{0, 3}, {3}, {0, 3}}}) {
    const Var x(random_uniform(a, rng, 0.1, 3)), y(random_uniform(b, rng, 0.1, 3));
    std::vector<double> expected;
    for_each_index(shape, [&](const std::vector<std::size_t>& index) {
      expected.push_back(f(element(x.value(), index), element(y.value(), index)));
    });
    expect_near(op(x, y).value(), shape, expected, 2e-6);
  }
}

std::vector<std::vector<double>> gradients_of(Var (*op)(const Var&, const Var&), const Tensor& a,
                                              const Tensor& b) {
  Tape tape;
  const Var x(a), y(b), z = op(x, y);
  std::vector<std::vector<double>> out;
  for (const Tensor& gradient : tape.gradient(z, {x, y}, ones_like(z.value())))
    out.push_back(doubles(gradient));
  return out;
}

TEST(MaximumWhere, AgreeWithTheLibraryForAllBroadcasts) {
  Rng rng(3);
  expect_broadcast(
      maximum, [](double x, double y) { return std::max(x, y); }, rng);
  expect_broadcast(
      minimum, [](double x, double y) { return std::min(x, y); }, rng);
  expect_broadcast(
      pow, [](double x, double y) { return std::pow(x, y); }, rng);
}

TEST(MaximumWhere, MaximumAndMinimumLetNaNThroughFromEitherSide) {
  const Tensor a = tensor({5}, {kNaN, 1, kNaN, kInfinity, -kInfinity});
  const Tensor b = tensor({5}, {1, kNaN, kNaN, 2, 2});
  const std::vector<double> nans(3, std::nan(""));
  for (auto op : {maximum, minimum})
    for (std::size_t i : {0u, 1u, 2u}) {
      EXPECT_TRUE(std::isnan(op(Var(a), Var(b)).value().data()[i])) << i;
      EXPECT_TRUE(std::isnan(gradients_of(op, a, b)[0][i])) << i;
      EXPECT_TRUE(std::isnan(gradients_of(op, a, b)[1][i])) << i;
    }
  EXPECT_EQ(maximum(Var(a), Var(b)).value().data()[3], kInfinity);
  EXPECT_EQ(maximum(Var(a), Var(b)).value().data()[4], 2);
  EXPECT_EQ(minimum(Var(a), Var(b)).value().data()[3], 2);
  EXPECT_EQ(minimum(Var(a), Var(b)).value().data()[4], -kInfinity);
}

TEST(MaximumWhere, TiesShareTheGradientInHalves) {
  const Tensor a = tensor({4}, {1, 2, 3, kInfinity}), b = tensor({4}, {2, 2, 1, kInfinity});
  using Gradients = std::vector<std::vector<double>>;
  EXPECT_EQ(gradients_of(maximum, a, b), (Gradients{{0, 0.5, 1, 0.5}, {1, 0.5, 0, 0.5}}));
  EXPECT_EQ(gradients_of(minimum, a, b), (Gradients{{1, 0.5, 0, 0.5}, {0, 0.5, 1, 0.5}}));
}

TEST(Where, PicksByTheConditionForAllBroadcasts) {
  Rng rng(5);
  for (const auto& [condition, a, b, shape] :
       std::vector<std::tuple<Shape, Shape, Shape, Shape>>{{{3, 4}, {3, 4}, {3, 4}, {3, 4}},
                                                           {{4}, {3, 1}, {}, {3, 4}},
                                                           {{3, 1}, {}, {}, {3, 1}},
                                                           {{2, 1, 1}, {3, 1}, {4}, {2, 3, 4}},
                                                           {{}, {2}, {2}, {2}},
                                                           {{3}, {0, 3}, {1}, {0, 3}}}) {
    Tensor mask = random_uniform(condition, rng, -1, 1);
    for (Scalar& m : mask.storage())
      if (m < 0) m = 0;
    const Var x(random_normal(a, rng)), y(random_normal(b, rng));
    std::vector<double> expected;
    for_each_index(shape, [&](const std::vector<std::size_t>& index) {
      expected.push_back(element(mask, index) != 0 ? element(x.value(), index)
                                                   : element(y.value(), index));
    });
    expect_near(where(mask, x, y).value(), shape, expected);
  }
}

// xtensor has a `where`, too, which takes any types: ours must be the one that is called.
TEST(Where, TakesTensorsOfAllKindsAndPlainNumbers) {
  Tensor mask = tensor({2}, {1, 0});
  const Tensor same = mask;
  Var x(tensor({2}, {3, 4}));
  expect_near(where(mask, x, 7).value(), {2}, {3, 7});
  expect_near(where(same, -1.5, x).value(), {2}, {-1.5, 4});
  expect_near(where(tensor({2}, {0, 1}), x, x * 2).value(), {2}, {6, 4});
}

TEST(Where, KeepsWhatWasNotChosenOutOfValueAndGradient) {
  Tape tape;
  const Var x(tensor({3}, {0, 1, kNaN}));
  const Var y = where(tensor({3}, {0, 1, 0}), log(x), 5);
  expect_near(y.value(), {3}, {5, 0, 5});
  // 0 * (1 / 0) is what the chain rule multiplies then: choose the argument, not the result.
  const Var safe = log(where(tensor({3}, {0, 1, 0}), x, 1));
  expect_near(tape.gradient(safe, {x}, ones_like(x.value()))[0], {3}, {0, 1, 0});
}

TEST(Clamp, HoldsValuesAndStopsGradientsOutside) {
  Tape tape;
  const Var x(tensor({7}, {-kInfinity, -2, -1, 0, 3, 4, kInfinity}));
  const Var y = clamp(x, -1, 3);
  expect_near(y.value(), {7}, {-1, -1, -1, 0, 3, 3, 3});
  expect_near(tape.gradient(y, {x}, full({7}, 2))[0], {7}, {0, 0, 2, 2, 2, 0, 0});
  expect_near(clamp(x, -kInfinity, 0).value(), {7}, {-kInf, -2, -1, 0, 0, 0, 0});
  expect_near(clamp(x, 2, 2).value(), {7}, {2, 2, 2, 2, 2, 2, 2});
  EXPECT_TRUE(std::isnan(clamp(Var(kNaN), -1, 1).item()));
  EXPECT_EQ(to_string(clamp(Var(zeros({0, 2})), 0, 1).shape()), "[0 x 2]");
}

TEST(Pow, HasTheLibrarysValuesOfSpecialOperands) {
  const Tensor a = tensor({8}, {0, 0, -2, -2, kNaN, 1, -8, kInfinity});
  const Tensor b = tensor({8}, {0, 3, 3, -1, 2, kNaN, 0.5, -1});
  std::vector<double> expected;
  for (std::size_t i = 0; i < a.size(); ++i)
    expected.push_back(std::pow(double{a.data()[i]}, double{b.data()[i]}));
  expect_near(pow(Var(a), Var(b)).value(), {8}, expected);
  EXPECT_TRUE(std::isnan(pow(Var(kNaN), 2).item()));
}

TEST(Pow, HasTheDocumentedGradientsAtZeroAndBelow) {
  const Tensor a = tensor({5}, {0, 0, 0, 0, -2}), b = tensor({5}, {0, 0.5, 1, 2, 3});
  const auto gradients = gradients_of(pow, a, b);
  EXPECT_EQ(gradients[0], (std::vector<double>{0, kInf, 1, 0, 12}));
  EXPECT_EQ(gradients[1][0], -kInf);
  EXPECT_THAT(std::vector<double>(gradients[1].begin() + 1, gradients[1].begin() + 4),
              testing::Each(0));
  EXPECT_TRUE(std::isnan(gradients[1][4]));
}

TEST(Pow, HasFiniteSecondDerivativesOfASquareAtZero) {
  Tape tape;
  const Var a(zeros({1})), b(full({1}, 2));
  const std::vector<Var> first = tape.gradient_vars(pow(a, b), {a, b});
  const auto of_a = tape.gradient(first[0], {a, b}), of_b = tape.gradient(first[1], {a, b});
  EXPECT_EQ(of_a[0].data()[0], 2);  // b (b - 1) a^(b - 2)
  EXPECT_EQ(of_a[1].data()[0], 0);  // a^(b - 1) (1 + b log a)
  EXPECT_EQ(of_b[0].data()[0], 0);
  EXPECT_EQ(of_b[1].data()[0], 0);  // a^b log(a)^2
}

// What was not chosen gets 0, even where the gradient that it does not get is infinite: 0 *
// infinity would be NaN.
TEST(MaximumWhere, WhatIsNotChosenGetsZeroOfAnInfiniteGradient) {
  const auto gradient_at = [](Scalar at, const std::function<Var(const Var&)>& f) {
    Tape tape;
    const Var x("x", full({1, 1}, at));
    const Var y = f(x);
    return tape.gradient(y, {x}, ones_like(y.value()))[0].data()[0];
  };
  const Var zero(zeros({1, 1}));
  EXPECT_EQ(gradient_at(-1, [&](const Var& x) { return sqrt(maximum(x, zero)); }), 0);
  EXPECT_EQ(gradient_at(1, [&](const Var& x) { return sqrt(minimum(x, zero)); }), 0);
  EXPECT_EQ(gradient_at(-1,
                        [&](const Var& x) {
                          return sqrt(max(concatenate({x, zero}, 0), {0}));
                        }),
            0);
  EXPECT_EQ(gradient_at(1,
                        [&](const Var& x) {
                          return sqrt(min(concatenate({x, zero}, 0), {0}));
                        }),
            0);
  EXPECT_EQ(gradient_at(-1, [](const Var& x) { return sqrt(relu(x)); }), 0);
  EXPECT_EQ(gradient_at(-1, [](const Var& x) { return sqrt(leaky_relu(x, 0)); }), 0);
  EXPECT_EQ(gradient_at(-1, [](const Var& x) { return sqrt(clamp(x, 0, 1)); }), 0);
  EXPECT_EQ(gradient_at(0, [](const Var& x) { return sqrt(abs(x)); }), 0);
  EXPECT_EQ(gradient_at(-1, [&](const Var& x) { return sqrt(where(zeros({1, 1}), x, zero)); }), 0);
  EXPECT_EQ(gradient_at(-1, [&](const Var& x) { return sqrt(power(x, 0) - 1); }), 0);
  const auto left_out = [](const Var& x) {
    Rng rng(1);  // leaves out the first
    return sqrt(dropout(x, 0.99, rng));
  };
  EXPECT_EQ(gradient_at(-1, left_out), 0);
  EXPECT_EQ(gradient_at(kInfinity, left_out), 0);
}

}  // namespace
}  // namespace tapestry

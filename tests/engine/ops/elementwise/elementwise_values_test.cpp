// Values of the element-by-element ops, against the C++ library's functions in double and, for
// broadcasting, against index arithmetic.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// Equal, or within 2e-6 of each other relative to the expected value. (Below 1e-38, where floats
// have fewer digits, within the smallest of them.)
testing::AssertionResult close(double y, double expected) {
  if (y == expected || std::abs(y - expected) <= 2e-6 * std::abs(expected) + 2e-45)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << y << " and not " << expected;
}

using Binary = std::function<double(double, double)>;

void expect_broadcast(const Var& result, const Var& a, const Var& b, const Shape& shape,
                      const Binary& f) {
  std::vector<double> expected;
  for_each_index(shape, [&](const std::vector<std::size_t>& index) {
    expected.push_back(f(element(a.value(), index), element(b.value(), index)));
  });
  expect_near(result.value(), shape, expected);
}

void expect_all_four(const Var& a, const Var& b, const Shape& shape) {
  SCOPED_TRACE(to_string(a.shape()) + " and " + to_string(b.shape()));
  expect_broadcast(a + b, a, b, shape, [](double x, double y) { return x + y; });
  expect_broadcast(a - b, a, b, shape, [](double x, double y) { return x - y; });
  expect_broadcast(a * b, a, b, shape, [](double x, double y) { return x * y; });
  expect_broadcast(a / b, a, b, shape, [](double x, double y) { return x / y; });
}

TEST(Arithmetic, BroadcastsRandomShapesByTheRule) {
  Rng rng(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(rng() % n); };
  for (int round = 0; round < 300; ++round) {
    // The common shape first; each operand then loses leading axes and has some set to 1.
    std::vector<std::size_t> common(below(5));
    for (std::size_t& n : common) n = 1 + below(4);
    const auto operand = [&] {
      std::vector<std::size_t> sizes(common.begin() + static_cast<long>(below(common.size() + 1)),
                                     common.end());
      for (std::size_t& n : sizes)
        if (below(3) == 0) n = 1;
      return Var(random_uniform(Shape(sizes.begin(), sizes.end()), rng, 0.5, 2));
    };
    const Var a = operand(), b = operand();
    std::vector<std::size_t> shape(std::max(a.rank(), b.rank()));
    for (std::size_t back = 1; back <= shape.size(); ++back) {
      const std::size_t n = back <= a.rank() ? a.shape()[a.rank() - back] : 1;
      const std::size_t m = back <= b.rank() ? b.shape()[b.rank() - back] : 1;
      shape[shape.size() - back] = std::max(n, m);
    }
    expect_all_four(a, b, Shape(shape.begin(), shape.end()));
  }
}

TEST(Arithmetic, BroadcastsNothing) {
  EXPECT_EQ(to_string((Var(zeros({0, 3})) + Var(zeros({3}))).shape()), "[0 x 3]");
  EXPECT_EQ(to_string((Var(zeros({0, 1})) * Var(zeros({3}))).shape()), "[0 x 3]");
  EXPECT_EQ(to_string((Var(zeros({1, 3})) - Var(zeros({0, 1}))).shape()), "[0 x 3]");
  EXPECT_EQ(to_string((Var(zeros({0})) / 2).shape()), "[0]");
}

TEST(Arithmetic, TakesPlainNumbersOnBothSides) {
  const Var x(tensor({3}, {1, 2, 4}));
  expect_near((1 + x).value(), {3}, {2, 3, 5});
  expect_near((x - 1).value(), {3}, {0, 1, 3});
  expect_near((1 - x).value(), {3}, {0, -1, -3});
  expect_near((3 * x).value(), {3}, {3, 6, 12});
  expect_near((8 / x).value(), {3}, {8, 4, 2});
  expect_near((-x).value(), {3}, {-1, -2, -4});
}

TEST(Arithmetic, DividesAsIeeeDoes) {
  const double inf = std::numeric_limits<double>::infinity();
  const Var x(tensor({3}, {1, -1, 0}));
  expect_near((x / 0).value(), {3}, {inf, -inf, std::nan("")});
}

void expect_function(Var (*op)(const Var&), double (*f)(double), double low, double high,
                     double relative = 2e-6) {
  // 1,003 points: whole vector registers, and a rest.
  std::vector<Scalar> points;
  std::vector<double> expected;
  for (int i = 0; i <= 1002; ++i) {
    points.push_back(static_cast<Scalar>(low + (high - low) * i / 1002));
    expected.push_back(f(points.back()));
  }
  expect_near(op(Var(tensor({points.size()}, points))).value(), {points.size()}, expected,
              relative);
}

TEST(Functions, AgreeWithTheLibrarysInDouble) {
  expect_function(
      exp, [](double x) { return std::exp(x); }, -80, 80);
  expect_function(
      log, [](double x) { return std::log(x); }, 1e-6, 1e6);
  expect_function(
      sqrt, [](double x) { return std::sqrt(x); }, 0, 1e6);
  expect_function(
      abs, [](double x) { return std::abs(x); }, -3, 3);
  expect_function(
      square, [](double x) { return x * x; }, -1000, 1000);
  expect_function(
      tanh, [](double x) { return std::tanh(x); }, -12, 12);
  expect_function(
      relu, [](double x) { return x > 0 ? x : 0; }, -3, 3);
  expect_function(
      sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, -80, 80);
}

TEST(Functions, KeepTheirLimits) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto infinity = std::numeric_limits<Scalar>::infinity();
  const Var ends(tensor({3}, {-infinity, 0, infinity}));
  expect_near(exp(ends).value(), {3}, {0, 1, inf});
  expect_near(tanh(ends).value(), {3}, {-1, 0, 1});
  expect_near(sigmoid(ends).value(), {3}, {0, 0.5, 1});
  expect_near(relu(ends).value(), {3}, {0, 0, inf});
  expect_near(log(Var(tensor({3}, {0, -1, infinity}))).value(), {3}, {-inf, std::nan(""), inf});
  expect_near(sigmoid(Var(tensor({2}, {-1e4f, 1e4f}))).value(), {2}, {0, 1});
}

TEST(Functions, DoNotHideNaN) {
  const auto nan = std::numeric_limits<Scalar>::quiet_NaN();
  const Var x(tensor({3}, {1, nan, -1}));
  for (const Var& y : {relu(x), tanh(x), sigmoid(x), exp(x), abs(x), square(x), -x, x + 1})
    EXPECT_TRUE(std::isnan(y.value().data()[1])) << y.op();
}

TEST(Power, AgreesWithTheLibrarys) {
  const Var x(tensor({4}, {0.5, 1, 2, 3}));
  for (double exponent : {-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 2.5}) {
    std::vector<double> expected;
    for (Scalar v : x.value().storage()) expected.push_back(std::pow(double{v}, exponent));
    expect_near(power(x, static_cast<Scalar>(exponent)).value(), {4}, expected, 2e-6);
  }
  expect_near(power(Var(tensor({2}, {-2, 0})), 3).value(), {2}, {-8, 0});
  EXPECT_TRUE(std::isnan(power(Var(-2), 0.5f).item()));
}

TEST(Power, OfZeroHasFiniteGradients) {
  Tape tape;
  const Var x(zeros({1}));
  EXPECT_EQ(tape.gradient(power(x, 0), {x})[0].data()[0], 0);
  EXPECT_EQ(tape.gradient(power(x, 1), {x})[0].data()[0], 1);
  EXPECT_EQ(tape.gradient(power(x, 2), {x})[0].data()[0], 0);
}

TEST(Kinks, HaveTheDocumentedSubgradients) {
  Tape tape;
  const Var x(zeros({1}));
  EXPECT_EQ(tape.gradient(relu(x), {x})[0].data()[0], 0);
  EXPECT_EQ(tape.gradient(abs(x), {x})[0].data()[0], 0);
}

TEST(WherePositive, ChoosesBySign) {
  const Var g(tensor({4}, {1, 2, 3, 4})), y(tensor({4}, {-1, 0, 1e-30f, 5}));
  expect_near(kernels::where_positive(g, y).value(), {4}, {0, 0, 3, 4});
}

// Vectors of 4, 8 or 16 are computed at once, and the rest one by one: with the same result.
TEST(Elementwise, ValuesDoNotDependOnTheirPlace) {
  for (const float v :
       {-104.0f, -95.0f, -88.0f, -87.3f, -5.0f, 0.0f, 0.1f, 10.0f, 87.5f, 88.5f, 88.7f, 90.0f}) {
    const Var x(full({37}, v));
    const double e = std::exp(v);  // in float, with infinity and the smallest numbers where due
    // Named, for a loop over a part of a temporary would outlive it.
    const Var exps = exp(x), sigmoids = sigmoid(x);
    for (const Scalar y : exps.value().storage()) EXPECT_TRUE(close(y, e)) << "exp of " << v;
    for (const Scalar y : sigmoids.value().storage())
      EXPECT_TRUE(close(y, 1 / (1 + std::exp(-v)))) << "sigmoid of " << v;
  }
}

}  // namespace
}  // namespace tapestry

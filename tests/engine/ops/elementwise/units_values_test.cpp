// Values of the activations and of the functions that they are made of, against the C++ library in
// double, at all magnitudes.
#include <numbers>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }
double normal_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

struct Unit {
  std::string name;
  std::function<Var(const Var&)> op;
  std::function<double(double)> value, slope;
  double at_minus_infinity, at_infinity;
};

std::vector<Unit> units() {
  const double root_pi = std::sqrt(std::numbers::pi), nan = std::nan("");
  const auto bell = [=](double x) { return 2 / root_pi * std::exp(-x * x); };
  return {
      {"sin", [](const Var& x) { return sin(x); }, [](double x) { return std::sin(x); },
       [](double x) { return std::cos(x); }, nan, nan},
      {"cos", [](const Var& x) { return cos(x); }, [](double x) { return std::cos(x); },
       [](double x) { return -std::sin(x); }, nan, nan},
      {"expm1", [](const Var& x) { return expm1(x); }, [](double x) { return std::expm1(x); },
       [](double x) { return std::exp(x); }, -1, kInf},
      {"erf", [](const Var& x) { return erf(x); }, [](double x) { return std::erf(x); }, bell, -1,
       1},
      {"erfc", [](const Var& x) { return erfc(x); }, [](double x) { return std::erfc(x); },
       [=](double x) { return -bell(x); }, 2, 0},
      {"leaky_relu", [](const Var& x) { return leaky_relu(x, Scalar(0.25)); },
       [](double x) { return x > 0 ? x : x / 4; }, [](double x) { return x > 0 ? 1 : 0.25; }, -kInf,
       kInf},
      {"elu", [](const Var& x) { return elu(x, Scalar(1.5)); },
       [](double x) { return x > 0 ? x : 1.5 * std::expm1(x); },
       [](double x) { return x > 0 ? 1 : 1.5 * std::exp(x); }, -1.5, kInf},
      {"softplus", softplus,
       [](double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }, sigmoid_of,
       0, kInf},
      {"silu", silu, [](double x) { return x * sigmoid_of(x); },
       [](double x) { return sigmoid_of(x) * (1 + x * (1 - sigmoid_of(x))); }, 0, kInf},
      {"gelu", gelu, [](double x) { return x * normal_below(x); },
       [](double x) {
         return normal_below(x) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
       },
       0, kInf},
  };
}

// Relative to the expected number, however small that is.
void expect_relative(const Tensor& x, const std::vector<double>& expected, double relative,
                     const std::vector<Scalar>& at) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(x.data()[i], expected[i], relative * std::abs(expected[i]) + 1e-37)
        << "at " << at[i];
}

TEST(Units, AgreeWithTheLibraryFromTinyToLargeNumbers) {
  std::vector<Scalar> points = {0};
  for (const double size : {1e-30, 1e-10, 1e-4, 0.01, 0.3, 0.9, 1.7, 3.0, 5.0, 8.0, 20.0, 80.0})
    for (int sign : {-1, 1}) points.push_back(static_cast<Scalar>(sign * size));
  for (const Unit& unit : units()) {
    SCOPED_TRACE(unit.name);
    std::vector<double> values, slopes;
    for (Scalar v : points) {
      values.push_back(unit.value(double{v}));
      slopes.push_back(unit.slope(double{v}));
    }
    Tape tape;
    const Var x(tensor({points.size()}, points)), y = unit.op(x);
    // The tails: rounding of x is multiplied by the slope of log(f), 80 or more at x = -80.
    expect_relative(y.value(), values, 2e-5, points);
    expect_relative(tape.gradient(y, {x}, ones_like(x.value()))[0], slopes, 1e-4, points);
  }
}

TEST(Units, DoNotDependOnThePlaceInTheTensor) {
  for (const Unit& unit : units())
    for (const Scalar v : {Scalar(-5), Scalar(-0.1), Scalar(0.7), Scalar(30)}) {
      const Var y = unit.op(Var(full({37}, v)));
      const double expected = unit.value(double{v});
      for (const Scalar element : y.value().storage())
        EXPECT_NEAR(element, expected, 2e-6 * std::max(1.0, std::abs(expected))) << unit.name;
    }
}

TEST(Units, KeepTheirLimitsAndDoNotOverflow) {
  const Scalar huge = std::numeric_limits<Scalar>::max();
  for (const Unit& unit : units()) {
    SCOPED_TRACE(unit.name);
    expect_near(unit.op(Var(tensor({2}, {-kInfinity, kInfinity}))).value(), {2},
                {unit.at_minus_infinity, unit.at_infinity});
    if (unit.name == "expm1") continue;  // e^x does overflow
    const Var ends = unit.op(Var(tensor({2}, {-huge, huge})));
    for (const Scalar y : ends.value().storage()) EXPECT_TRUE(std::isfinite(y));
  }
}

TEST(Units, GiveFiniteGradientsForHugeInputs) {
  for (const Unit& unit : units()) {
    if (unit.name == "expm1") continue;
    Tape tape;
    const Var x(tensor({2}, {-1e30f, 1e30f}));
    const Tensor gradient = tape.gradient(unit.op(x), {x}, ones_like(x.value()))[0];
    for (const Scalar g : gradient.storage()) EXPECT_TRUE(std::isfinite(g)) << unit.name;
  }
}

// Neither in the value nor in the gradient: a loss of NaN must not come with a finite step.
TEST(Units, DoNotHideNaN) {
  std::vector<Unit> all = units();
  const auto add = [&](const std::string& name, std::function<Var(const Var&)> op) {
    all.push_back({name, std::move(op), {}, {}, 0, 0});
  };
  add("relu", relu);
  add("leaky_relu without a slope", [](const Var& x) { return leaky_relu(x, 0); });
  add("tanh", [](const Var& x) { return tanh(x); });
  add("sigmoid", sigmoid);
  add("abs", [](const Var& x) { return abs(x); });
  add("l1_norm", [](const Var& x) { return l1_norm(reshape(x, {3, 1}), {1}); });
  add("l2_norm", [](const Var& x) { return l2_norm(reshape(x, {3, 1}), {1}); });
  add("square", square);
  add("exp", [](const Var& x) { return exp(x); });
  add("power", [](const Var& x) { return power(x, 3); });
  add("clamp", [](const Var& x) { return clamp(x, -2, 2); });
  add("maximum", [](const Var& x) { return maximum(x, -3); });
  add("minimum", [](const Var& x) { return minimum(3, x); });
  add("huber", [](const Var& x) { return huber(x, Var(zeros({3})), 1, Reduction::none); });
  for (const Unit& unit : all) {
    Tape tape;
    const Var x(tensor({3}, {1, kNaN, -1})), y = unit.op(x);
    const Tensor gradient = tape.gradient(y, {x}, ones_like(y.value()))[0];
    for (const Tensor* t : {&y.value(), &gradient}) {
      const char* which = t == &gradient ? ", gradient" : ", value";
      EXPECT_TRUE(std::isnan(t->data()[1])) << unit.name << which;
      EXPECT_TRUE(std::isfinite(t->data()[0])) << unit.name << which;
      EXPECT_TRUE(std::isfinite(t->data()[2])) << unit.name << which;
    }
  }
  EXPECT_TRUE(std::isnan(log1p(Var(kNaN)).item()));
}

TEST(Units, TakeScalarsAndNothing) {
  for (const Unit& unit : units()) {
    EXPECT_EQ(to_string(unit.op(Var(zeros({0, 2}))).shape()), "[0 x 2]") << unit.name;
    EXPECT_EQ(to_string(unit.op(Var(1)).shape()), "[scalar]") << unit.name;
  }
}

TEST(Units, HaveTheDocumentedSlopesAtTheirKinks) {
  Tape tape;
  const Var x(zeros({1}));
  EXPECT_EQ(tape.gradient(leaky_relu(x, Scalar(0.25)), {x})[0].data()[0], Scalar(0.25));
  EXPECT_EQ(tape.gradient(elu(x, Scalar(0.25)), {x})[0].data()[0], Scalar(0.25));
}

TEST(Log1p, KeepsDigitsNearZeroAndEndsAtMinusOne) {
  const std::vector<Scalar> points = {-0.999f, -0.5f, -1e-3f, -1e-20f, 0, 1e-20f, 1e-7f, 1, 1e30f};
  std::vector<double> values, slopes;
  for (Scalar v : points) {
    values.push_back(std::log1p(double{v}));
    slopes.push_back(1 / (1 + double{v}));
  }
  Tape tape;
  const Var x(tensor({points.size()}, points)), y = log1p(x);
  expect_relative(y.value(), values, 1e-6, points);
  expect_relative(tape.gradient(y, {x}, ones_like(x.value()))[0], slopes, 1e-4, points);
  expect_near(log1p(Var(tensor({3}, {-1, -2, kInfinity}))).value(), {3},
              {-kInf, std::nan(""), kInf});
}

}  // namespace
}  // namespace tapestry

#include "nn/layers/dense.hpp"

#include <cmath>
#include <numeric>

#include "engine/array/random.hpp"
#include "nn/layers/initialise.hpp"
#include "nn/layers/mlp.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::Each;
using testing::ElementsAre;

double apply(Activation activation, double y) {
  switch (activation) {
    case Activation::relu:
      return y > 0 ? y : 0;
    case Activation::tanh:
      return std::tanh(y);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-y));
    case Activation::none:
      break;
  }
  return y;
}

// activation(x W + b) in double, by three loops; rows of `inputs` numbers each.
std::vector<double> by_loops(const Dense& layer, const std::vector<double>& x) {
  const std::size_t inputs = layer.weight.shape()[0], outputs = layer.weight.shape()[1];
  std::vector<double> y(x.size() / inputs * outputs);
  for (std::size_t i = 0; i < x.size() / inputs; ++i)
    for (std::size_t j = 0; j < outputs; ++j) {
      double sum = double{layer.bias.value()(j)};
      for (std::size_t k = 0; k < inputs; ++k)
        sum += x[i * inputs + k] * double{layer.weight.value()(k, j)};
      y[i * outputs + j] = apply(layer.activation, sum);
    }
  return y;
}

std::vector<double> in_double(const Tensor& x) { return {x.storage().begin(), x.storage().end()}; }

void expect_close(const Tensor& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(double{actual.storage()[i]}, expected[i], 1e-5 * (1 + std::abs(expected[i])));
}

TEST(Dense, EqualsLoopsForEveryActivation) {
  for (Activation activation :
       {Activation::none, Activation::relu, Activation::tanh, Activation::sigmoid}) {
    Rng rng(3);
    Dense layer("layer", 7, 4, activation, rng);
    layer.bias.set_value(random_normal({4}, rng));
    const Tensor x = random_normal({5, 7}, rng);
    const Var y = layer(Var(x));
    EXPECT_EQ(y.shape(), (Shape{5, 4}));
    expect_close(y.value(), by_loops(layer, in_double(x)));
  }
}

TEST(Dense, NamesItsParametersAndStartsItsBiasAtZero) {
  Rng rng(1);
  const Dense layer("trunk.0", 3, 2, Activation::relu, rng);
  EXPECT_THAT(names(layer.parameters()), ElementsAre("trunk.0.weight", "trunk.0.bias"));
  EXPECT_EQ(layer.weight.shape(), (Shape{3, 2}));
  EXPECT_THAT(numbers(layer.bias.value()), ElementsAre(0, 0));
  EXPECT_TRUE(layer.weight.is_parameter());
  EXPECT_TRUE(layer.bias.is_parameter());
}

TEST(Mlp, EqualsItsLayersOneAfterTheOther) {
  Rng rng(2);
  const Mlp stack("trunk", {6, 5, 4}, Activation::tanh, rng);
  EXPECT_THAT(names(stack.parameters()),
              ElementsAre("trunk.0.weight", "trunk.0.bias", "trunk.1.weight", "trunk.1.bias"));
  EXPECT_EQ(count(stack.parameters()), 6u * 5 + 5 + 5 * 4 + 4);
  const Tensor x = random_normal({3, 6}, rng);
  expect_close(stack(Var(x)).value(),
               by_loops(stack.layers[1], by_loops(stack.layers[0], in_double(x))));
}

TEST(Mlp, OfASingleWidthIsTheIdentity) {
  Rng rng(2);
  const Mlp stack("trunk", {6}, Activation::relu, rng);
  EXPECT_TRUE(stack.parameters().empty());
  const Tensor x = random_normal({3, 6}, rng);
  EXPECT_EQ(stack(Var(x)).value(), x);
}

struct Moments {
  double mean, variance, fourth, smallest, largest;
};

Moments moments(const Tensor& x) {
  const double n = static_cast<double>(x.size());
  Moments m{0, 0, 0, 1e9, -1e9};
  for (double v : in_double(x)) m.mean += v / n;
  for (double v : in_double(x)) {
    m.variance += v * v / n;
    m.fourth += v * v * v * v / n;
    m.smallest = std::min(m.smallest, v);
    m.largest = std::max(m.largest, v);
  }
  return m;
}

// Tolerances are five standard errors of the mean, sqrt(s2 / n), and of the mean square,
// sqrt((kurtosis - 1) s2^2 / n): kurtosis 3 for the normal distribution, 9/5 for the uniform one.
TEST(Initialise, HeNormalHasVarianceTwoOverInputs) {
  for (std::size_t inputs : {50u, 400u}) {
    Rng rng(11);
    const Tensor w = he_normal(inputs, 300, rng);
    EXPECT_EQ(w.shape(), (Shape{inputs, 300}));
    const double n = static_cast<double>(w.size()), s2 = 2.0 / static_cast<double>(inputs);
    const Moments m = moments(w);
    EXPECT_NEAR(m.mean, 0, 5 * std::sqrt(s2 / n));
    EXPECT_NEAR(m.variance, s2, 5 * s2 * std::sqrt(2 / n));
    // The fourth power of a standard normal has mean 3 and variance 105 - 9.
    EXPECT_NEAR(m.fourth / (s2 * s2), 3, 5 * std::sqrt(96 / n)) << "not normal";
  }
}

TEST(Initialise, GlorotUniformFillsItsBounds) {
  for (std::size_t inputs : {50u, 400u}) {
    Rng rng(12);
    const std::size_t outputs = 150;
    const Tensor w = glorot_uniform(inputs, outputs, rng);
    EXPECT_EQ(w.shape(), (Shape{inputs, outputs}));
    const double limit = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
    const double n = static_cast<double>(w.size()), s2 = limit * limit / 3;
    const Moments m = moments(w);
    EXPECT_GE(m.smallest, -limit * (1 + 1e-6));
    EXPECT_LE(m.largest, limit * (1 + 1e-6));
    // The gap below the largest of n draws is about 2 limit / n; 20 of it has probability e^-20.
    EXPECT_LE(m.smallest, -limit * (1 - 40 / n));
    EXPECT_GE(m.largest, limit * (1 - 40 / n));
    EXPECT_NEAR(m.mean, 0, 5 * std::sqrt(s2 / n));
    EXPECT_NEAR(m.variance, s2, 5 * s2 * std::sqrt(0.8 / n));
  }
}

TEST(Initialise, ActivationDecidesWhichOne) {
  for (Activation activation :
       {Activation::none, Activation::relu, Activation::tanh, Activation::sigmoid}) {
    Rng rng(5), same(5);
    const Dense layer("layer", 9, 8, activation, rng);
    const Tensor expected =
        activation == Activation::relu ? he_normal(9, 8, same) : glorot_uniform(9, 8, same);
    EXPECT_EQ(layer.weight.value(), expected);
  }
}

TEST(Initialise, SameSeedSameBits) {
  const auto draw = [](auto initialise, std::uint64_t seed) {
    Rng rng(seed);
    return numbers(initialise(20, 30, rng));
  };
  EXPECT_EQ(draw(he_normal, 1), draw(he_normal, 1));
  EXPECT_NE(draw(he_normal, 1), draw(he_normal, 2));
  EXPECT_EQ(draw(glorot_uniform, 1), draw(glorot_uniform, 1));
  EXPECT_NE(draw(glorot_uniform, 1), draw(glorot_uniform, 2));
}

TEST(Dense, ErrorsNameLayerSizesAndMend) {
  Rng rng(1);
  EXPECT_EQ(error_of([&] { Dense("head.digits", 0, 4, Activation::relu, rng); }),
            "Dense: 'head.digits' was asked for with 0 inputs and 4 outputs: give at least 1 of "
            "each.");
  EXPECT_EQ(error_of([&] {
              Mlp("trunk", {3, 0}, Activation::relu, rng);
            }),
            "Dense: 'trunk.0' was asked for with 3 inputs and 0 outputs: give at least 1 of each.");
  const Dense layer("head.digits", 3, 4, Activation::none, rng);
  EXPECT_EQ(
      error_of([&] {
        layer(Var("images", zeros({2, 5})));
      }),
      "affine: 'images' [2 x 5] times 'head.digits.weight' [3 x 4]: the inner sizes, 5 and 3, must "
      "be equal: give the second as many rows as the first has columns, or transpose one.");
}

}  // namespace
}  // namespace tapestry::nn

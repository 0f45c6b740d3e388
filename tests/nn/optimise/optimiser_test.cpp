#include "nn/optimise/optimiser.hpp"

#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

Parameter parameter(const std::vector<Scalar>& elements) {
  return Var::parameter("w", tensor({elements.size()}, elements));
}

Tensor gradient(const std::vector<Scalar>& elements) { return tensor({elements.size()}, elements); }

TEST(Sgd, PlainStepIsMinusRateTimesGradient) {
  const Parameter w = parameter({1, -2, 0.5});
  Sgd sgd(0.25);
  sgd.step({w}, {gradient({4, -8, 0})});  // powers of two: exact
  EXPECT_THAT(numbers(w.value()), ElementsAre(0, 0, 0.5));
}

// On a constant gradient g, v_k = g (1 - m^k) / (1 - m), so that after n steps
// w = w0 - rate g / (1 - m) * (n - m (1 - m^n) / (1 - m)).
TEST(Sgd, MomentumOnAConstantGradientFollowsItsClosedForm) {
  const double rate = 0.01, m = 0.9, g = 3, start = 2;
  const Parameter w = parameter({static_cast<Scalar>(start)});
  Sgd sgd(rate, m);
  for (int n = 1; n <= 30; ++n) {
    sgd.step({w}, {gradient({static_cast<Scalar>(g)})});
    const double expected = start - rate * g / (1 - m) * (n - m * (1 - std::pow(m, n)) / (1 - m));
    EXPECT_NEAR(double{w.value()(0)}, expected, 1e-5) << "step " << n;
  }
}

// Algorithm 1 of Kingma & Ba 2015, line by line, in double; with AdamW's decay before it.
struct AdamInDouble {
  double rate, b1 = 0.9, b2 = 0.999, epsilon = 1e-8, decay = 0;
  std::vector<double> m = {}, v = {};
  int k = 0;

  void step(std::vector<double>& w, const std::vector<double>& g) {
    m.resize(w.size());
    v.resize(w.size());
    ++k;
    for (std::size_t i = 0; i < w.size(); ++i) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      const double m_hat = m[i] / (1 - std::pow(b1, k));
      const double v_hat = v[i] / (1 - std::pow(b2, k));
      w[i] = w[i] - rate * decay * w[i] - rate * m_hat / (std::sqrt(v_hat) + epsilon);
    }
  }
};

void compare_with_double(Optimiser& adam, AdamInDouble oracle) {
  Rng rng(9);
  const std::size_t n = 37;  // not a multiple of a vector's width
  const Parameter w = Var::parameter("w", random_normal({n}, rng));
  std::vector<double> expected(w.value().storage().begin(), w.value().storage().end());
  for (int k = 0; k < 50; ++k) {
    const Tensor g = random_normal({n}, rng, 0.1, k % 7 == 0 ? 10 : 0.5);
    adam.step({w}, {g});
    oracle.step(expected, {g.storage().begin(), g.storage().end()});
    for (std::size_t i = 0; i < n; ++i)
      ASSERT_NEAR(double{w.value()(i)}, expected[i], 1e-5) << "step " << k << ", element " << i;
  }
}

TEST(Adam, EqualsAlgorithm1InDoubleOverFiftySteps) {
  Adam usual(0.02);
  compare_with_double(usual, {0.02});
  Adam other(0.03, {0.5, 0.9, 0.1, 0});
  compare_with_double(other, {0.03, 0.5, 0.9, 0.1});
}

TEST(AdamW, EqualsAlgorithm1WithDecoupledDecay) {
  AdamW adam(0.02, 0.3);
  compare_with_double(adam, {0.02, 0.9, 0.999, 1e-8, 0.3});
}

TEST(Adam, FirstStepIsTheRateInTheGradientsDirection) {
  const Parameter w = parameter({0, 0, 0});
  Adam adam(0.125);
  adam.step({w}, {gradient({1e-3f, -500, 0})});
  EXPECT_THAT(numbers(w.value()),
              ElementsAre(FloatNear(-0.125f, 1e-5f), FloatNear(0.125f, 1e-5f), 0));
}

TEST(AdamW, ZeroGradientOnlyShrinks) {
  const Parameter w = parameter({1, -4});
  AdamW adam(0.5, 0.25);
  double shrunk = 1;
  for (int k = 0; k < 5; ++k) {
    adam.step({w}, {gradient({0, 0})});
    shrunk *= 1 - 0.5 * 0.25;
    EXPECT_FLOAT_EQ(w.value()(0), static_cast<float>(shrunk));
    EXPECT_FLOAT_EQ(w.value()(1), static_cast<float>(-4 * shrunk));
  }
}

TEST(Optimisers, ReachTheMinimumOfAQuadratic) {
  // f(w) = sum c_i (w_i - a_i)^2 / 2, whose gradient is c (w - a); curvatures from 1 to 10.
  const std::vector<Scalar> c = {1, 3, 10}, a = {2, -1, 0.5};
  Sgd plain(0.15), momentum(0.05, 0.8);
  Adam adam(0.05);
  for (Optimiser* optimiser : std::vector<Optimiser*>{&plain, &momentum, &adam}) {
    const Parameter w = parameter({0, 0, 0});
    for (int k = 0; k < 600; ++k) {
      Tensor g = w.value();
      for (std::size_t i = 0; i < 3; ++i) g(i) = c[i] * (w.value()(i) - a[i]);
      optimiser->step({w}, {g});
    }
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(w.value()(i), a[i], 1e-3);
  }
}

// One parameter misses steps that another takes. Neither its value nor its state may notice: it
// ends where a parameter ends that never had company.
template <class Make>
void expect_untouched_in_a_gap(const Make& make) {
  auto shared = make(), alone = make();
  const Parameter always = parameter({1, 2}), sometimes = parameter({3, 4}),
                  lone = parameter({3, 4});
  Rng rng(4);
  for (int k = 0; k < 12; ++k) {
    const Tensor g = random_normal({2}, rng);
    const std::vector<Scalar> before = numbers(sometimes.value());
    if (k % 3 == 0) {
      shared.step({always, sometimes}, {random_normal({2}, rng), g});
      alone.step({lone}, {g});
      EXPECT_NE(numbers(sometimes.value()), before);
    } else {
      shared.step({always}, {g});
      EXPECT_EQ(numbers(sometimes.value()), before);
    }
    EXPECT_EQ(numbers(sometimes.value()), numbers(lone.value())) << "step " << k;
  }
}

TEST(Optimisers, ParameterLeftOutIsNotTouchedNorItsState) {
  expect_untouched_in_a_gap([] { return Sgd(0.1, 0.9); });
  expect_untouched_in_a_gap([] { return Adam(0.1); });
  expect_untouched_in_a_gap([] { return AdamW(0.1, 0.1); });
}

TEST(Optimisers, TheirRateCanBeChangedBetweenSteps) {
  const Parameter w = parameter({0});
  Sgd sgd(1);
  sgd.step({w}, {gradient({1})});
  sgd.learning_rate = 0.5;
  sgd.step({w}, {gradient({1})});
  EXPECT_EQ(w.value()(0), -1.5f);
}

}  // namespace
}  // namespace tapestry::nn

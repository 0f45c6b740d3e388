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

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

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

template <class Make>
void expect_unchanged_by_errors(const Make& make) {
  auto optimiser = make(), untroubled = make();
  const Parameter a = Var::parameter("a", tensor({2}, {1, 2}));
  const Parameter b = Var::parameter("b", zeros({20}));
  const Parameter a2 = Var::parameter("a", tensor({2}, {1, 2}));
  const Parameter b2 = Var::parameter("b", zeros({20}));
  const Tensor g = gradient({1, 1});
  const auto start = values({a, b});
  EXPECT_EQ(error_of([&] {
              optimiser.step({a, b}, {g});
            }),
            "Optimiser: 2 parameters with 1 gradients: give one gradient a parameter, in the same "
            "order.");
  EXPECT_EQ(error_of([&] {
              optimiser.step({a, b}, {g, g});
            }),
            "Optimiser: 'b' [20] with a gradient [2]: both must have the same shape.");
  for (std::size_t at = 0; at < 20; ++at)  // in every lane of the vectorised check, and after it
    for (double wrong : {kNaN, kInfinity, -kInfinity, 1e22, -1e22}) {
      Tensor broken = ones_like(b.value());
      broken(at) = static_cast<Scalar>(wrong);
      EXPECT_EQ(error_of([&] {
                  optimiser.step({a, b}, {g, broken});
                }),
                "Optimiser: the gradient of 'b' [20] has a NaN, an infinity or an element whose "
                "square overflows: lower the learning rate, or look for a log or a division at 0; "
                "no parameter was changed.");
    }
  const double rate = optimiser.learning_rate;
  for (double wrong : {kNaN, kInfinity, -0.1, 1e39}) {  // 1e39 overflows a float
    optimiser.learning_rate = wrong;
    EXPECT_EQ(error_of([&] {
                optimiser.step({a, b}, {g, ones_like(b.value())});
              }),
              base::text("Optimiser: the learning rate has become ", wrong,
                         ", but it must be 0 or more, and finite; no parameter was changed."));
  }
  optimiser.learning_rate = rate;
  EXPECT_EQ(values({a, b}), start);
  // Nor has the optimiser's memory changed.
  for (int k = 0; k < 3; ++k) {
    optimiser.step({a, b}, {g, ones_like(b.value())});
    untroubled.step({a2, b2}, {g, ones_like(b.value())});
  }
  EXPECT_EQ(values({a, b}), values({a2, b2}));
}

TEST(Optimisers, AfterAnErrorAllIsAsBefore) {
  expect_unchanged_by_errors([] { return Sgd(0.1, 0.9); });
  expect_unchanged_by_errors([] { return Adam(0.1); });
}

// The largest that can be squared is sqrt(2^128) = 2^64; 2^63 is the last power of two below it.
TEST(Optimisers, AcceptGradientsWhoseSquareIsFiniteAndNoLargerOnes) {
  const auto expect_limit = [](Optimiser& optimiser) {
    const Parameter w = parameter({0, 0});
    for (int k = 1; k <= 3; ++k) {
      const std::vector<Scalar> before = numbers(w.value());
      optimiser.step({w}, {gradient({std::ldexp(1.F, 63), -std::ldexp(1.F, 63)})});
      EXPECT_LT(w.value()(0), before[0]) << "step " << k;
      EXPECT_GT(w.value()(1), before[1]) << "step " << k;
    }
    for (Scalar large : {std::ldexp(1.F, 64), std::numeric_limits<Scalar>::max()})
      EXPECT_THAT(error_of([&] {
                    optimiser.step({w}, {gradient({0, large})});
                  }),
                  testing::HasSubstr("whose square overflows"));
  };
  Sgd sgd(1e-10);
  expect_limit(sgd);
  Adam adam(0.1);
  expect_limit(adam);
}

TEST(Optimisers, RateZeroMovesNothing) {
  const Parameter w = parameter({1, -2});
  Adam adam(0.1);
  adam.learning_rate = 0;
  adam.step({w}, {gradient({3, 4})});
  EXPECT_THAT(numbers(w.value()), ElementsAre(1, -2));
}

// No public function changes a parameter's size, so this test does it by force.
TEST(Optimisers, RefuseAParameterWhoseSizeIsNotTheRememberedOne) {
  const Parameter w = parameter({1, 2});
  Sgd sgd(0.1, 0.9);
  sgd.step({w}, {gradient({1, 1})});
  const_cast<Tensor&>(w.value()) = zeros({1000});
  EXPECT_EQ(error_of([&] { sgd.step({w}, {zeros({1000})}); }),
            "Optimiser: 'w' [1000] had 2 elements at its first step, for which the optimiser "
            "remembers its state: take a new optimiser for a parameter of another size.");
}

TEST(Optimisers, RefuseAParameterGivenTwice) {
  const Parameter w = Var::parameter("w", tensor({2}, {1, 2}));
  const Tensor g = ones_like(w.value());
  Sgd sgd(0.1);
  EXPECT_EQ(error_of([&] {
              sgd.step({w, w}, {g, g});
            }),
            "Optimiser: 'w' [2] was given twice, and would move twice: give each parameter once.");
  EXPECT_EQ(w.value(), tensor({2}, {1, 2}));
}

TEST(Optimisers, RefuseWhatAnOpComputed) {
  const Var output = relu(Var(zeros({2})));
  Adam adam(0.1);
  EXPECT_EQ(error_of([&] { adam.step({output}, {zeros({2})}); }),
            "Optimiser: the output of relu [2] was computed by an op: only leaves can move.");
}

TEST(Optimisers, RefuseBadSettings) {
  for (double rate : {0.0, -1.0, kNaN, kInfinity, 1e39, 1e-60})
    EXPECT_EQ(error_of([&] { Adam{rate}; }),
              base::text("Optimiser: the learning rate is ", rate,
                         ", but it must be positive and finite as a Scalar."));
  EXPECT_EQ(error_of([] { Sgd(0.1, 1); }), "Sgd: momentum is 1, but it must lie in [0, 1).");
  EXPECT_EQ(error_of([] { Sgd(0.1, -0.5); }), "Sgd: momentum is -0.5, but it must lie in [0, 1).");
  EXPECT_EQ(error_of([] {
              Adam(0.1, {1.5, 0.9, 1e-8, 0});
            }),
            "Adam: beta1 is 1.5, but it must lie in [0, 1).");
  EXPECT_EQ(error_of([] {
              Adam(0.1, {0.9, kNaN, 1e-8, 0});
            }),
            "Adam: beta2 is nan, but it must lie in [0, 1).");
  EXPECT_EQ(error_of([] { AdamW(0.1, -0.1); }),
            "Adam: weight_decay is -0.1, but it must lie in [0, 1).");
  EXPECT_EQ(
      error_of([] {
        Adam(0.1, {0.9, 0.999, 0, 0});
      }),
      "Adam: epsilon is 0, but must be positive and finite as a Scalar: in float, 1e-46 is 0.");
  // What a Scalar makes of them counts: here, 0 and 1.
  EXPECT_EQ(
      error_of([] {
        Adam(0.1, {0.9, 0.999, 1e-46, 0});
      }),
      "Adam: epsilon is 1e-46, but must be positive and finite as a Scalar: in float, 1e-46 is 0.");
  EXPECT_EQ(error_of([] {
              Adam(0.1, {0.9, 1 - 1e-12, 1e-8, 0});
            }),
            "Adam: beta2 is 1, but it must lie in [0, 1), as a Scalar, too.");
}

}  // namespace
}  // namespace tapestry::nn

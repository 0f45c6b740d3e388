// What the optimisers refuse, with nothing changed.
#include <limits>

#include "engine/ops/elementwise/activations.hpp"
#include "nn/optimise/optimiser.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

Parameter weights(const std::vector<Scalar>& elements) {
  return Var::parameter("w", tensor({elements.size()}, elements));
}

Tensor slopes(const std::vector<Scalar>& elements) { return tensor({elements.size()}, elements); }

template <class Make>
void expect_unchanged_by_errors(const Make& make) {
  auto optimiser = make(), untroubled = make();
  const Parameter a = Var::parameter("a", tensor({2}, {1, 2}));
  const Parameter b = Var::parameter("b", zeros({20}));
  const Parameter a2 = Var::parameter("a", tensor({2}, {1, 2}));
  const Parameter b2 = Var::parameter("b", zeros({20}));
  const Tensor g = slopes({1, 1});
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
  EXPECT_THAT(error_of([&] {
                optimiser.step({a, b, a}, {g, ones_like(b.value()), g});
              }),
              testing::HasSubstr("'a' [2] was given twice"));
  EXPECT_THAT(error_of([&] {
                optimiser.step({a, b, relu(a)}, {g, ones_like(b.value()), g});
              }),
              testing::HasSubstr("was computed by an op"));
  for (std::size_t at = 0; at < 20; ++at)  // in every lane of the vectorised check, and after it
    for (double wrong : {kNotANumber, kInfinite, -kInfinite, 1e22, -1e22}) {
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
  for (double wrong : {kNotANumber, kInfinite, -0.1, 1e39}) {  // 1e39 overflows a float
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
    const Parameter w = weights({0, 0});
    for (int k = 1; k <= 3; ++k) {
      const std::vector<Scalar> before = numbers(w.value());
      optimiser.step({w}, {slopes({std::ldexp(1.F, 63), -std::ldexp(1.F, 63)})});
      EXPECT_LT(w.value()(0), before[0]) << "step " << k;
      EXPECT_GT(w.value()(1), before[1]) << "step " << k;
    }
    for (Scalar large : {std::ldexp(1.F, 64), std::numeric_limits<Scalar>::max()})
      EXPECT_THAT(error_of([&] {
                    optimiser.step({w}, {slopes({0, large})});
                  }),
                  testing::HasSubstr("whose square overflows"));
  };
  Sgd sgd(1e-10);
  expect_limit(sgd);
  Adam adam(0.1);
  expect_limit(adam);
}

TEST(Optimisers, RateZeroMovesNothing) {
  const Parameter w = weights({1, -2});
  Adam adam(0.1);
  adam.learning_rate = 0;
  adam.step({w}, {slopes({3, 4})});
  EXPECT_THAT(numbers(w.value()), ElementsAre(1, -2));
}

// No public function changes a parameter's size, so this test does it by force.
TEST(Optimisers, RefuseAParameterWhoseSizeIsNotTheRememberedOne) {
  const Parameter w = weights({1, 2});
  Sgd sgd(0.1, 0.9);
  sgd.step({w}, {slopes({1, 1})});
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

// From finite numbers, by a finite gradient and a finite rate.
TEST(Optimisers, RefuseAStepThatMakesAWeightInfinite) {
  constexpr Scalar kLargest = std::numeric_limits<Scalar>::max();
  const auto refused = [](auto& optimiser, Scalar at, Scalar slope) {
    const Parameter other = weights({1}), w = weights({3, at});
    const std::string error = error_of([&] {
      optimiser.step({w, other}, {slopes({0, slope}), slopes({1})});
    });
    EXPECT_THAT(numbers(other.value()), ElementsAre(1)) << "nothing has moved";
    EXPECT_THAT(numbers(w.value()), ElementsAre(3, double{at}));
    return error;
  };
  Sgd sgd(1e30);
  EXPECT_EQ(
      refused(sgd, -2, 1e10F),
      "Optimiser: a step with the learning rate 1e+30 would make element 1 (in row-major "
      "order) of 'w' [2] infinite: it is -2, and its gradient 1e+10: lower the learning rate; no "
      "parameter was changed.");
  const Parameter first = weights({1}), last = weights({-2});
  EXPECT_THAT(error_of([&] {
                sgd.step({first, last}, {slopes({1}), slopes({1e10F})});
              }),
              testing::HasSubstr("no parameter was changed"));
  EXPECT_EQ(first.value()(0), 1);
  const auto start = [](double rate, const char* element) {
    return base::text("Optimiser: a step with the learning rate ", rate, " would make element ",
                      element, " (in row-major order) of 'w' [2] ");
  };
  Sgd at_the_edge(1e30);
  EXPECT_EQ(refused(at_the_edge, -kLargest, 100).find(start(1e30, "1") + "infinite"), 0u);
  // A rate that is infinite once the bias is corrected moves even what has no gradient.
  Adam adam(1e38);
  EXPECT_EQ(refused(adam, 2, 0).find(start(1e38, "0") + "NaN: it is 3, and its gradient 0"), 0u);
  Adam steep(1e30, {0.9, 0.999, 1e-38, 0});
  EXPECT_EQ(refused(steep, 2, 1e-23F).find(start(1e30, "1") + "infinite"), 0u);
  Adam decay(1e20, {0.9, 0.999, 1e-8, 0.9});
  EXPECT_EQ(refused(decay, 1e20F, 1).find(start(1e20, "1") + "infinite"), 0u);
  // The momentum of many steps, each of them harmless by itself.
  const Parameter w = weights({0});
  Sgd heavy(3e19, 0.99);
  int steps = 0;
  EXPECT_NE(error_of([&] {
              for (; steps < 100; ++steps) heavy.step({w}, {slopes({1e18F})});
            }),
            "no error");
  EXPECT_GT(steps, 1);
  EXPECT_TRUE(std::isfinite(w.value()(0)));
}

// The largest step that changes nothing, and large steps between large numbers, are steps.
TEST(Optimisers, AcceptLargeStepsThatStayFinite) {
  constexpr Scalar kLargest = std::numeric_limits<Scalar>::max();
  const Parameter w = weights({kLargest});
  Sgd sgd(1);
  sgd.step({w}, {slopes({1e19F})});
  EXPECT_EQ(w.value()(0), kLargest);
  Sgd fast(1e20);
  fast.step({w}, {slopes({1e18F})});
  EXPECT_LT(w.value()(0), kLargest);
}

TEST(Optimisers, RefuseBadSettings) {
  for (double rate : {0.0, -1.0, kNotANumber, kInfinite, 1e39, 1e-60})
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
              Adam(0.1, {0.9, kNotANumber, 1e-8, 0});
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

TEST(OptimiserErrors, OfStatesByName) {
  const auto parameter = [](std::size_t size) { return Var::parameter("w", full({size}, 1)); };
  Adam adam(0.1), again(0.1);
  const Parameters three = {parameter(3)};
  adam.step(three, {full({3}, 1)});
  const TemporaryFolder folder;
  {
    Archive out;
    out("adam", adam);
    out.write(folder.file("a"));
  }
  Archive in(folder.file("a"));
  in("adam", again);
  EXPECT_EQ(
      error_of([&] { again.step({parameter(2)}, {full({2}, 1)}); }),
      "Optimiser: what was saved of 'w' [2] was of a parameter of 3 elements, with moments [3] "
      "and [3]: go on with the model that it was saved with.");
  const Parameters twin = {parameter(3)};
  adam.step(twin, {full({3}, 1)});
  Archive out;
  EXPECT_EQ(error_of([&] { out("adam", adam); }),
            "Optimiser: two parameters that it has moved are named 'w': give each a name of its "
            "own.");
}

}  // namespace
}  // namespace tapestry::nn

// The answers that the page of 06_cross_entropy gives to its exercises.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/engine.hpp"

namespace tapestry::test {
namespace {

TEST(Exercises06, SmoothedLabelsHaveABestMargin) {
  const Tensor y = tensor({1, 3}, {1, 0, 0});
  const Tensor t = 0.9F * y + 0.1F / 3;
  const auto loss_at = [&](double m) {
    const Var z("z", tensor({1, 3}, {static_cast<Scalar>(m), 0, 0}));
    return double{soft_label_cross_entropy(z, Var::constant(t)).item()};
  };
  const double best = std::log(28);
  EXPECT_NEAR(best, 3.3322, 5e-5) << "the figure on the page";
  EXPECT_NEAR(loss_at(best), 0.29114, 2e-6) << "the figure on the page";
  EXPECT_GT(loss_at(best - 0.5), loss_at(best));
  EXPECT_GT(loss_at(best + 0.5), loss_at(best));
  EXPECT_NEAR(loss_at(100), 0.1 * 2 / 3 * 100, 1e-3) << "a straight line up, by 1 in 15";

  const Var z("z", tensor({1, 3}, {2, -1, 0.5F}));
  const Tape tape;
  const Tensor gradient = tape.gradient(soft_label_cross_entropy(z, Var::constant(t)), {z})[0];
  EXPECT_TRUE(xt::allclose(gradient, softmax(z).value() - t, 1e-5, 1e-6));
}

TEST(Exercises06, SoftmaxTwiceNeverGetsSure) {
  const auto loss_at = [](Scalar m) {
    const Var z("z", tensor({1, 3}, {m, -m, 0}));
    return double{softmax_cross_entropy(softmax(z), {0}).item()};
  };
  EXPECT_NEAR(loss_at(100), std::log(1 + 2 / std::exp(1)), 1e-6);
  EXPECT_NEAR(loss_at(100), 0.551445, 1e-6) << "the figure on the page";
  EXPECT_NEAR(loss_at(-100), 1.551445, 1e-6) << "sure and wrong: not much more";

  const Var z("z", tensor({1, 3}, {-20, 0, 0}));
  const Tape tape;
  EXPECT_NEAR(tape.gradient(softmax_cross_entropy(z, {0}), {z})[0](0, 0), -1, 1e-6);
  EXPECT_LT(std::abs(tape.gradient(softmax_cross_entropy(softmax(z), {0}), {z})[0](0, 0)), 2e-9);
}

TEST(Exercises06, TwoClassesAreOneLogit) {
  for (const Scalar m : {-30.0F, -1.5F, 0.0F, 2.0F, 12.0F}) {
    const Var pair("pair", tensor({1, 2}, {m, 0})), single("single", tensor({1}, {m}));
    const Tape tape;
    const Var two = softmax_cross_entropy(pair, {0});
    const Var one = binary_cross_entropy_with_logits(single, Var::constant(tensor({1}, {1})));
    EXPECT_NEAR(two.item(), one.item(), 1e-6 * (1 + std::abs(one.item())));
    const Scalar at_two = tape.gradient(two, {pair})[0](0, 0);
    EXPECT_NEAR(at_two, tape.gradient(one, {single})[0](0), 1e-6);
    EXPECT_NEAR(at_two, 1 / (1 + std::exp(-double{m})) - 1, 1e-6) << "sigmoid(m) - 1";
  }
}

}  // namespace
}  // namespace tapestry::test

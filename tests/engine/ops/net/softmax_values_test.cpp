// Values of the softmax family and of the two losses, against plain loops in long double.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// log(sum(exp(x))) over one axis for each place, repeated along the axis.
std::vector<double> naive_log_sum_exp(const Tensor& x, std::size_t axis) {
  std::vector<double> out;
  for_each_index(x.shape(), [&](std::vector<std::size_t> index) {
    long double top = -kInf, total = 0;
    for (index[axis] = 0; index[axis] < x.shape()[axis]; ++index[axis])
      top = std::max<long double>(top, element(x, index));
    for (index[axis] = 0; index[axis] < x.shape()[axis]; ++index[axis])
      total += std::exp(element(x, index) - top);
    out.push_back(static_cast<double>(top + std::log(total)));
  });
  return out;
}

TEST(SoftmaxFamily, AgreesWithPlainLoops) {
  Rng rng(6);
  for (const Shape& shape : {Shape{5}, Shape{3, 4}, Shape{2, 3, 4}, Shape{1, 1}, Shape{7, 100}})
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      for (double spread : {1.0, 30.0}) {
        const Var x(random_normal(shape, rng, 0, spread));
        const std::vector<double> norm = naive_log_sum_exp(x.value(), axis);
        std::vector<double> logs, p;
        for (std::size_t i = 0; i < norm.size(); ++i) {
          logs.push_back(x.value().data()[i] - norm[i]);
          p.push_back(std::exp(logs.back()));
        }
        const int a = static_cast<int>(axis), negative = a - static_cast<int>(shape.size());
        expect_near(softmax(x, a).value(), shape, p, 1e-5);
        expect_near(softmax(x, negative).value(), shape, p, 1e-5);
        expect_near(log_softmax(x, a).value(), shape, logs, 1e-5);
        expect_near(broadcast_to(log_sum_exp(x, a, Axis::keep), shape).value(), shape, norm, 1e-5);
        Shape dropped = shape;
        dropped[axis] = 1;
        EXPECT_EQ(log_sum_exp(x, a).rank(), shape.size() - 1);
        EXPECT_EQ(log_sum_exp(x, a).size(), size_of(dropped));
      }
}

TEST(SoftmaxFamily, DoesNotOverflow) {
  const Var x(tensor({3, 2}, {1e4f, -1e4f, 1e4f, 1e4f, -1e4f, -1e4f}));
  expect_near(softmax(x).value(), {3, 2}, {1, 0, 0.5, 0.5, 0.5, 0.5});
  const double ln2 = std::log(2.0);
  expect_near(log_softmax(x).value(), {3, 2}, {0, -2e4, -ln2, -ln2, -ln2, -ln2});
  expect_near(log_sum_exp(x).value(), {3}, {1e4, 1e4 + ln2, -1e4 + ln2});
}

// log p must not be lost in the digits of a large logit: {m, m + 1} has the log p of {0, 1}.
TEST(SoftmaxFamily, KeepsItsDigitsAtLargeLogits) {
  const double low = -std::log1p(std::exp(1.0)), high = -std::log1p(std::exp(-1.0));
  for (const float m : {0.0f, 1e3f, -1e3f, 1e5f, 1e6f, -1e6f}) {
    const Var x(tensor({1, 2}, {m, m + 1}));
    expect_near(log_softmax(x).value(), {1, 2}, {low, high}, 1e-6);
    expect_near(softmax_cross_entropy(x, {0}).value(), {}, {-low}, 1e-6);
    expect_near(softmax_cross_entropy(x, {1}).value(), {}, {-high}, 1e-6);
  }
}

// A right and sure answer has a small loss, log(1 + e^-margin), and not none.
TEST(SoftmaxFamily, KeepsTheLossOfASureAnswer) {
  for (const double margin : {5.0, 10.0, 15.0, 20.0, 30.0, 60.0}) {
    const Var x(tensor({1, 3}, {-1000, 7, static_cast<float>(7 - margin)}));
    const double loss = std::log1p(std::exp(-margin));
    EXPECT_NEAR(softmax_cross_entropy(x, {1}).item() / loss, 1, 1e-5) << margin;
    EXPECT_NEAR(-log_softmax(x).value().data()[1] / loss, 1, 1e-5) << margin;
  }
}

TEST(SoftmaxFamily, GivesImpossibleClassesProbabilityZero) {
  const Var x(tensor({1, 3}, {-kInfinity, 1, 1}));
  expect_near(softmax(x).value(), {1, 3}, {0, 0.5, 0.5});
  expect_near(log_softmax(x).value(), {1, 3}, {-kInf, -std::log(2.0), -std::log(2.0)});
  expect_near(log_sum_exp(x).value(), {1}, {1 + std::log(2.0)});
  // All impossible: the sum of nothing is 0, its logarithm -infinity, and there is no distribution.
  const Var none(full({2}, -kInfinity));
  expect_near(log_sum_exp(none).value(), {}, {-kInf});
  EXPECT_TRUE(std::isnan(softmax(none).value().data()[0]));
}

TEST(SoftmaxFamily, DoesNotHideNaN) {
  const auto nan = std::numeric_limits<Scalar>::quiet_NaN();
  for (std::size_t place : {0u, 1u, 2u}) {
    Tensor x = zeros({3});
    x.data()[place] = nan;
    for (const Var& y : {softmax(Var(x)), log_softmax(Var(x)), log_sum_exp(Var(x))})
      EXPECT_TRUE(std::isnan(y.value().storage()[0])) << y.op() << " with NaN at " << place;
    EXPECT_TRUE(std::isnan(softmax_cross_entropy(Var(reshape(Var(x), {1, 3}).value()), {0}).item()))
        << "NaN at " << place;
  }
}

TEST(CrossEntropy, IsTheMeanOfMinusLogP) {
  Rng rng(7);
  const Var logits(random_normal({6, 5}, rng, 0, 3));
  const std::vector<int> labels = {4, 0, 2, 2, 1, 3};
  const std::vector<double> norm = naive_log_sum_exp(logits.value(), 1);
  double total = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::size_t at = i * 5 + static_cast<std::size_t>(labels[i]);
    total += norm[at] - logits.value().data()[at];
  }
  expect_near(softmax_cross_entropy(logits, labels).value(), {}, {total / 6}, 1e-6);
}

TEST(CrossEntropy, OfAGuessIsLogOfTheClasses) {
  expect_near(softmax_cross_entropy(Var(zeros({3, 10})), {0, 5, 9}).value(), {}, {std::log(10.0)});
}

TEST(CrossEntropy, DoesNotOverflow) {
  const Var sure(tensor({2, 2}, {1e4f, -1e4f, -1e4f, 1e4f}));
  expect_near(softmax_cross_entropy(sure, {0, 1}).value(), {}, {0});
  expect_near(softmax_cross_entropy(sure, {1, 0}).value(), {}, {2e4});
}

TEST(CrossEntropy, HasTheGradientOfTheFormula) {
  Tape tape;
  const Var logits(tensor({2, 2}, {0, 0, 0, std::log(Scalar{3})}));
  const Var loss = softmax_cross_entropy(logits, {0, 0});
  // (p - one_hot) / batch with p = (1/2, 1/2) and (1/4, 3/4)
  expect_near(tape.gradient(loss, {logits})[0], {2, 2}, {-0.25, 0.25, -0.375, 0.375});
}

TEST(MeanSquaredError, AgreesWithItsFormula) {
  const Var p(tensor({2, 2}, {1, 2, 3, 4})), t(tensor({2, 2}, {1, 0, 0, 8}));
  Tape tape;
  const Var loss = mean_squared_error(p, t);
  expect_near(loss.value(), {}, {(0 + 4 + 9 + 16) / 4.0});
  const auto gradients = tape.gradient(loss, {p, t});
  expect_near(gradients[0], {2, 2}, {0, 1, 1.5, -2});
  expect_near(gradients[1], {2, 2}, {0, -1, -1.5, 2});
}

}  // namespace
}  // namespace tapestry

// Values and gradients of the losses of classifiers, against double loops over the formulas.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Labels = std::vector<int>;
using Loss = std::function<Var(const Var&, Reduction)>;

// log p of each element, rows of softmax in double.
std::vector<double> log_probabilities(const Tensor& logits) {
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  std::vector<double> out;
  for (std::size_t i = 0; i < batch; ++i) {
    const Scalar* row = logits.data() + i * classes;
    const double top = *std::max_element(row, row + classes);
    double total = 0;
    for (std::size_t k = 0; k < classes; ++k) total += std::exp(row[k] - top);
    for (std::size_t k = 0; k < classes; ++k) out.push_back(row[k] - top - std::log(total));
  }
  return out;
}

// The three reductions of a loss must give these losses of rows, or of elements, and their sum and
// mean, by hand.
void expect_reductions(const Loss& loss, const Var& logits, const Shape& shape,
                       const std::vector<double>& losses, double count) {
  double total = 0;
  for (double l : losses) total += l;
  expect_near(loss(logits, Reduction::none).value(), shape, losses, 2e-6);
  expect_near(loss(logits, Reduction::sum).value(), {}, {total}, 2e-6);
  expect_near(loss(logits, Reduction::mean).value(), {}, {total / count}, 2e-6);
}

TEST(SoftmaxCrossEntropy, AgreesWithItsFormulaInEveryReduction) {
  Rng rng(2);
  const Var logits(random_normal({6, 5}, rng, 0, 4));
  const Labels labels = {4, 0, 2, 2, 1, 3};
  const std::vector<double> log_p = log_probabilities(logits.value());
  std::vector<double> losses;
  for (std::size_t i = 0; i < 6; ++i)
    losses.push_back(-log_p[i * 5 + static_cast<std::size_t>(labels[i])]);
  const auto plain = [&](const Var& x, Reduction r) { return softmax_cross_entropy(x, labels, r); };
  expect_reductions(plain, logits, {6}, losses, 6);
  const auto masked = [&](const Var& x, Reduction r) {
    return masked_softmax_cross_entropy(x, labels, r);
  };
  expect_reductions(masked, logits, {6}, losses, 6);
}

TEST(SoftmaxCrossEntropy, HasTheGradientOfTheFormulaInEveryReduction) {
  Rng rng(4);
  const Var logits(random_normal({4, 4}, rng, 0, 3));  // as many rows as classes
  const Labels labels = {3, kNoLabel, 0, 1};
  const std::vector<double> log_p = log_probabilities(logits.value());
  const Tensor each = tensor({4}, {2, 3, -1, 0.5});
  for (Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
    const bool own = reduction == Reduction::none;
    std::vector<double> expected;
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t k = 0; k < 4; ++k) {
        const double one_hot = static_cast<int>(k) == labels[i] ? 1 : 0;
        const double weight = own ? each.data()[i] : reduction == Reduction::mean ? 1.5 / 3 : 1.5;
        const double gradient = weight * (std::exp(log_p[i * 4 + k]) - one_hot);
        expected.push_back(labels[i] == kNoLabel ? 0 : gradient);
      }
    Tape tape;
    const Var loss = masked_softmax_cross_entropy(logits, labels, reduction);
    const Tensor upstream = own ? each : full({}, 1.5);
    expect_near(tape.gradient(loss, {logits}, upstream)[0], {4, 4}, expected, 1e-6);
  }
}

// With p = 1 in float, p - 1 is 0, but the gradient is not: minus the other classes' share.
TEST(SoftmaxCrossEntropy, KeepsTheGradientOfASureAnswer) {
  for (const double margin : {10.0, 20.0, 30.0, 60.0}) {
    Tape tape;
    const Var x(tensor({1, 3}, {-1000, 7, static_cast<Scalar>(7 - margin)}));
    const Tensor gradient = tape.gradient(softmax_cross_entropy(x, {1}), {x})[0];
    const double share = 1 / (1 + std::exp(margin));
    EXPECT_NEAR(gradient.data()[2] / share, 1, 1e-5) << margin;
    EXPECT_NEAR(gradient.data()[1] / -share, 1, 1e-5) << margin;
    EXPECT_EQ(gradient.data()[0], 0);
  }
}

TEST(SoftmaxCrossEntropy, TakesTiesOneClassAndExtremes) {
  Tape tape;
  const Var ties(tensor({2, 3}, {5, 5, 5, 1, 5, 5}));
  const Var loss = softmax_cross_entropy(ties, {1, 2}, Reduction::none);
  const double second = std::log(2 + std::exp(-4.0)), p = 1 / (2 + std::exp(-4.0));
  expect_near(loss.value(), {2}, {std::log(3.0), second});
  const double third = 1 / 3.0;
  expect_near(tape.gradient(loss, {ties}, full({2}, 1))[0], {2, 3},
              {third, -2 * third, third, p * std::exp(-4.0), p, p - 1});
  const Var one(tensor({2, 1}, {3, -kInfinity}));
  const Var sure = softmax_cross_entropy(one, {0, 0}, Reduction::none);
  EXPECT_EQ(sure.value().data()[0], 0);
  EXPECT_EQ(tape.gradient(sure, {one}, full({2}, 1))[0].data()[0], 0);
  const Var impossible(tensor({1, 2}, {-kInfinity, 0}));
  EXPECT_EQ(softmax_cross_entropy(impossible, {0}).item(), kInfinity);
  EXPECT_EQ(softmax_cross_entropy(impossible, {1}).item(), 0);
}

TEST(SoftmaxCrossEntropy, ShowsANaNInTheGradientOfItsRowOnly) {
  Tape tape;
  const Var x(tensor({2, 3}, {0, 1, 2, 0, kNaN, 1}));
  const Var loss = softmax_cross_entropy(x, {0, 0}, Reduction::none);
  const Tensor gradient = tape.gradient(loss, {x}, full({2}, 1))[0];
  for (std::size_t k = 0; k < 6; ++k) EXPECT_EQ(std::isnan(gradient.data()[k]), k >= 3) << k;
}

TEST(MaskedSoftmaxCrossEntropy, LeavesOutRowsWithoutALabelWhateverTheyHold) {
  const Var logits(tensor({3, 2}, {0, 0, kNaN, kInfinity, 0, std::log(Scalar{3})}));
  const Labels labels = {0, kNoLabel, 0};
  const auto loss = [&](const Var& x, Reduction r) {
    return masked_softmax_cross_entropy(x, labels, r);
  };
  expect_reductions(loss, logits, {3}, {std::log(2.0), 0, std::log(4.0)}, 2);
  Tape tape;
  const Var mean = loss(logits, Reduction::mean);
  const std::vector<Var> first = tape.gradient_vars(mean, {logits});
  expect_near(first[0].value(), {3, 2}, {-0.25, 0.25, 0, 0, -0.375, 0.375});
  // And of the gradient's gradient: p (h - <h, p>) / 2 for h = (1, 0).
  const Tensor h = tensor({3, 2}, {1, 0, 1, 0, 1, 0});
  expect_near(tape.gradient(first[0], {logits}, h)[0], {3, 2},
              {0.125, -0.125, 0, 0, 0.09375, -0.09375});
}

TEST(MaskedSoftmaxCrossEntropy, OfNoLabelsSumsToNothing) {
  Tape tape;
  const Var logits(tensor({2, 2}, {1, 2, kNaN, 4}));
  const Var sum = masked_softmax_cross_entropy(logits, {kNoLabel, kNoLabel}, Reduction::sum);
  EXPECT_EQ(sum.item(), 0);
  EXPECT_THAT(tape.gradient(sum, {logits})[0].storage(), testing::Each(0));
}

TEST(SoftLabelCrossEntropy, AgreesWithItsFormulaInEveryReduction) {
  Rng rng(6);
  const Var logits(random_normal({5, 4}, rng, 0, 3));
  const Var targets(softmax(Var(random_normal({5, 4}, rng))).value());
  const std::vector<double> log_p = log_probabilities(logits.value());
  std::vector<double> losses(5, 0);
  for (std::size_t i = 0; i < 20; ++i) losses[i / 4] -= targets.value().data()[i] * log_p[i];
  const auto loss = [&](const Var& x, Reduction r) {
    return soft_label_cross_entropy(x, targets, r);
  };
  expect_reductions(loss, logits, {5}, losses, 5);

  Tape tape;
  const auto gradients = tape.gradient(loss(logits, Reduction::sum), {logits, targets});
  std::vector<double> at_logits, at_targets;
  for (std::size_t i = 0; i < 20; ++i) {
    at_logits.push_back(std::exp(log_p[i]) - targets.value().data()[i]);
    at_targets.push_back(-log_p[i]);
  }
  expect_near(gradients[0], {5, 4}, at_logits, 2e-6);
  expect_near(gradients[1], {5, 4}, at_targets, 2e-6);
}

TEST(SoftLabelCrossEntropy, OfOneHotTargetsIsThatOfLabels) {
  Rng rng(8);
  const Var logits(random_normal({3, 4}, rng, 0, 3));
  const Var targets(tensor({3, 4}, {0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}));
  Tape tape;
  const Var soft = soft_label_cross_entropy(logits, targets);
  const Var hard = softmax_cross_entropy(logits, {2, 0, 3});
  EXPECT_NEAR(soft.item(), hard.item(), 1e-6);
  expect_near(tape.gradient(soft, {logits})[0], {3, 4}, doubles(tape.gradient(hard, {logits})[0]));
}

TEST(SoftLabelCrossEntropy, TakesImpossibleClassesAndShowsNaN) {
  const Var impossible(tensor({1, 3}, {-kInfinity, 1, 1}));
  const Var never(tensor({1, 3}, {0, 0.5, 0.5})), always(tensor({1, 3}, {1, 0, 0}));
  EXPECT_NEAR(soft_label_cross_entropy(impossible, never).item(), std::log(2.0), 1e-6);
  EXPECT_EQ(soft_label_cross_entropy(impossible, always).item(), kInfinity);
  EXPECT_TRUE(
      std::isnan(soft_label_cross_entropy(Var(tensor({1, 3}, {kNaN, 1, 1})), never).item()));
}

TEST(BinaryCrossEntropy, AgreesWithItsFormulaInEveryReduction) {
  Rng rng(9);
  const Var logits(random_normal({3, 4}, rng, 0, 3));
  const Var targets(random_uniform({3, 4}, rng));
  std::vector<double> losses, at_logits, at_targets;
  for (std::size_t i = 0; i < 12; ++i) {
    const double z = logits.value().data()[i], t = targets.value().data()[i];
    const double s = 1 / (1 + std::exp(-z));
    losses.push_back(-t * std::log(s) - (1 - t) * std::log(1 - s));
    at_logits.push_back(s - t);
    at_targets.push_back(-z);
  }
  const auto loss = [&](const Var& x, Reduction r) {
    return binary_cross_entropy_with_logits(x, targets, r);
  };
  expect_reductions(loss, logits, {3, 4}, losses, 12);
  Tape tape;
  const auto gradients = tape.gradient(loss(logits, Reduction::sum), {logits, targets});
  expect_near(gradients[0], {3, 4}, at_logits, 2e-6);
  expect_near(gradients[1], {3, 4}, at_targets, 2e-6);
}

TEST(BinaryCrossEntropy, KeepsSureAnswersAndDoesNotOverflow) {
  const auto one = [](Scalar z, Scalar t) {
    return binary_cross_entropy_with_logits(Var(z), Var(t)).item();
  };
  for (const double z : {5.0, 20.0, 60.0}) {
    const double loss = std::log1p(std::exp(-z)), slope = 1 / (1 + std::exp(z));
    EXPECT_NEAR(one(static_cast<Scalar>(z), 1) / loss, 1, 1e-5);
    EXPECT_NEAR(one(static_cast<Scalar>(-z), 0) / loss, 1, 1e-5);
    EXPECT_NEAR(sigmoid_minus(Var(static_cast<Scalar>(z)), 1).item() / -slope, 1, 1e-5);
    EXPECT_NEAR(sigmoid_minus(Var(static_cast<Scalar>(-z)), 0).item() / slope, 1, 1e-5);
  }
  EXPECT_EQ(one(1e30f, 0), 1e30f);
  EXPECT_EQ(one(-1e30f, 1), 1e30f);
  EXPECT_EQ(one(kInfinity, 1), 0);
  EXPECT_EQ(one(-kInfinity, 0), 0);
  EXPECT_EQ(one(kInfinity, 0), kInfinity);
  EXPECT_TRUE(std::isnan(one(kNaN, 0)));
  EXPECT_TRUE(std::isnan(sigmoid_minus(Var(kNaN), 0).item()));
}

TEST(Focal, AgreesWithItsFormulaInEveryReduction) {
  Rng rng(10);
  const Var logits(random_normal({6, 5}, rng, 0, 3));
  const Labels labels = {4, 0, 2, 2, 1, 3};
  const std::vector<double> log_p = log_probabilities(logits.value());
  for (const double gamma : {0.0, 0.5, 2.0, 5.0}) {
    std::vector<double> losses;
    for (std::size_t i = 0; i < 6; ++i) {
      const double log_p_t = log_p[i * 5 + static_cast<std::size_t>(labels[i])];
      losses.push_back(-std::pow(1 - std::exp(log_p_t), gamma) * log_p_t);
    }
    const auto loss = [&](const Var& x, Reduction r) {
      return focal(x, labels, static_cast<Scalar>(gamma), r);
    };
    expect_reductions(loss, logits, {6}, losses, 6);
  }
}

TEST(Focal, KeepsGradientsFiniteWhereTheAnswerIsPerfect) {
  for (const Scalar gamma : {Scalar(0), Scalar(0.5), Scalar(1), Scalar(2)}) {
    Tape tape;
    const Var u(tensor({2}, {0, 1e-30f}));
    const Var y = focal_weighted(u, gamma);
    const Tensor gradient = tape.gradient(y, {u}, full({2}, 1))[0];
    const double tiny = std::pow(1e-30, double{gamma});
    // y = u^(1 + gamma) to first order.
    expect_near(gradient, {2}, {gamma == 0 ? 1.0 : 0.0, (1 + double{gamma}) * tiny});
    EXPECT_EQ(y.value().data()[0], 0);
  }
  EXPECT_TRUE(std::isnan(focal_weighted(Var(kNaN), 2).item()));
  expect_near(focal_weighted(Var(kInfinity), 2).value(), {}, {kInf});
}

}  // namespace
}  // namespace tapestry

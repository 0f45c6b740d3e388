// The losses of tasks against plain loops, with and without missing answers.
#include "nn/tasks/losses.hpp"

#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/loss/binary_cross_entropy.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "engine/ops/loss/focal.hpp"
#include "engine/ops/loss/huber.hpp"
#include "engine/ops/loss/soft_label_cross_entropy.hpp"
#include "engine/ops/loss/squared_error.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

constexpr Scalar kNoTarget = std::numeric_limits<Scalar>::quiet_NaN();
constexpr std::size_t kLossRows = 6, kLossOutputs = 3;

double log_p(const Tensor& z, std::size_t i, std::size_t k) {
  double total = 0;
  for (std::size_t j = 0; j < kLossOutputs; ++j) total += std::exp(double{z(i, j)});
  return double{z(i, k)} - std::log(total);
}

// The loss of a row with a label, of a whole row of targets, or of one element.
using OfElement = double (*)(const Tensor& z, const Batch& batch, std::size_t i, std::size_t k);

double negative_log_p(const Tensor& z, const Batch& b, std::size_t i, std::size_t) {
  return -log_p(z, i, static_cast<std::size_t>(b.labels[i]));
}
double focal_1_5(const Tensor& z, const Batch& b, std::size_t i, std::size_t) {
  const double u = -log_p(z, i, static_cast<std::size_t>(b.labels[i]));
  return std::pow(1 - std::exp(-u), 1.5) * u;
}
double soft(const Tensor& z, const Batch& b, std::size_t i, std::size_t) {
  double sum = 0;
  for (std::size_t k = 0; k < kLossOutputs; ++k) sum -= double{b.targets(i, k)} * log_p(z, i, k);
  return sum;
}
double yes_or_no(const Tensor& z, const Batch& b, std::size_t i, std::size_t k) {
  const double s = 1 / (1 + std::exp(-double{z(i, k)})), t = b.targets(i, k);
  return -t * std::log(s) - (1 - t) * std::log(1 - s);
}
double squared_apart(const Tensor& z, const Batch& b, std::size_t i, std::size_t k) {
  return std::pow(double{z(i, k)} - double{b.targets(i, k)}, 2);
}
double huber_half(const Tensor& z, const Batch& b, std::size_t i, std::size_t k) {
  const double d = std::abs(double{z(i, k)} - double{b.targets(i, k)});
  return d <= 0.5 ? d * d / 2 : 0.5 * (d - 0.25);
}

struct LossCase {
  Loss loss;
  OfElement of;
  bool by_rows;                                      // else by elements
  Var (*op)(const Var& prediction, const Batch& b);  // the engine's, which knows no missing answers
};

std::vector<LossCase> loss_cases() {
  return {{cross_entropy(), negative_log_p, true,
           [](const Var& z, const Batch& b) { return softmax_cross_entropy(z, b.labels); }},
          {focal(1.5), focal_1_5, true,
           [](const Var& z, const Batch& b) { return tapestry::focal(z, b.labels, Scalar(1.5)); }},
          {soft_label_cross_entropy(), soft, true,
           [](const Var& z, const Batch& b) {
             return tapestry::soft_label_cross_entropy(z, Var(b.targets));
           }},
          {binary_cross_entropy(), yes_or_no, false,
           [](const Var& z, const Batch& b) {
             return binary_cross_entropy_with_logits(z, Var(b.targets));
           }},
          {squared_error(), squared_apart, false,
           [](const Var& z, const Batch& b) { return mean_squared_error(z, Var(b.targets)); }},
          {huber(0.5), huber_half, false,
           [](const Var& z, const Batch& b) { return tapestry::huber(z, Var(b.targets), 0.5); }}};
}

// A batch with all answers.
Batch whole_batch(const LossCase& of, Rng& rng) {
  Batch batch = random_batch(kLossRows, {2}, kLossOutputs, rng);
  if (of.loss.answer == Answer::labels) return batch;
  batch.labels.clear();
  if (of.loss.answer == Answer::numbers) {
    batch.targets = random_normal({kLossRows, kLossOutputs}, rng);
    return batch;
  }
  batch.targets = random_uniform({kLossRows, kLossOutputs}, rng, 0, 1);
  if (!of.by_rows) return batch;
  for (std::size_t i = 0; i < kLossRows; ++i) {
    Scalar total = 0;
    for (std::size_t k = 0; k < kLossOutputs; ++k) total += batch.targets(i, k);
    for (std::size_t k = 0; k < kLossOutputs; ++k) batch.targets(i, k) /= total;
  }
  return batch;
}

bool is_missing(const LossCase& of, std::size_t i, std::size_t k) {
  if (of.by_rows) return i == 1 || i == 4 || i == 5;
  return i == 4 || (i == 0 && k > 0) || (i == 3 && k == 1);
}

Batch with_missing(const LossCase& of, Batch batch) {
  for (std::size_t i = 0; i < kLossRows; ++i)
    for (std::size_t k = 0; k < kLossOutputs; ++k) {
      if (!is_missing(of, i, k)) continue;
      if (of.loss.answer == Answer::labels)
        batch.labels[i] = kNoLabel;
      else
        batch.targets(i, k) = kNoTarget;
    }
  return batch;
}

// The mean over what is present, and how many that is.
std::pair<double, std::size_t> mean_by_loops(const LossCase& of, const Tensor& z,
                                             const Batch& batch, bool missing) {
  double sum = 0;
  std::size_t present = 0;
  for (std::size_t i = 0; i < kLossRows; ++i)
    for (std::size_t k = 0; k < (of.by_rows ? 1 : kLossOutputs); ++k) {
      if (missing && is_missing(of, i, k)) continue;
      sum += of.of(z, batch, i, k);
      ++present;
    }
  return {sum / static_cast<double>(present), present};
}

Task task_of(const LossCase& of) { return {"t", {2}, kLossOutputs, of.loss}; }

TEST(Losses, AreTheMeansOverThePresentAnswers) {
  for (const LossCase& of : loss_cases())
    for (std::uint64_t seed : {1u, 2u, 3u})
      for (bool missing : {false, true}) {
        Rng rng(seed);
        const Tensor z = random_normal({kLossRows, kLossOutputs}, rng);
        Batch batch = whole_batch(of, rng);
        if (missing) batch = with_missing(of, batch);
        const auto [expected, present] = mean_by_loops(of, z, batch, missing);
        const Var loss = checked_loss(task_of(of), Var(z), batch);
        EXPECT_EQ(loss.shape(), Shape{});
        EXPECT_NEAR(loss.item(), expected, 2e-6 * (1 + expected)) << of.loss.name << missing;
        const std::size_t a_row = of.loss.answer == Answer::probabilities && of.by_rows ? 3 : 1;
        EXPECT_EQ(count_present(task_of(of), batch), present * a_row) << of.loss.name;
      }
}

// With numbers at the missing places that would show: NaN and infinity.
TEST(Losses, WhatIsMissingHasGradientZeroWhateverIsPredictedThere) {
  for (const LossCase& of : loss_cases())
    for (const Scalar odd : {Scalar(1), kNoTarget, std::numeric_limits<Scalar>::infinity()}) {
      Rng rng(7);
      Tensor z = random_normal({kLossRows, kLossOutputs}, rng);
      const Batch whole = whole_batch(of, rng), batch = with_missing(of, whole);
      for (std::size_t i = 0; i < kLossRows; ++i)
        for (std::size_t k = 0; k < kLossOutputs; ++k)
          if (is_missing(of, i, k)) z(i, k) = odd;
      const Tape tape;
      const Var prediction(z);
      const Var loss = checked_loss(task_of(of), prediction, batch);
      EXPECT_TRUE(std::isfinite(loss.item())) << of.loss.name;
      const Tensor slope = tape.gradient(loss, {prediction})[0];
      for (std::size_t i = 0; i < kLossRows; ++i)
        for (std::size_t k = 0; k < kLossOutputs; ++k) {
          EXPECT_TRUE(std::isfinite(slope(i, k))) << of.loss.name;
          EXPECT_EQ(slope(i, k) == 0, is_missing(of, i, k)) << of.loss.name << i << k;
        }
    }
}

// What was computed before answers could be missing is computed still, to the bit.
TEST(Losses, WhereNothingIsMissingAreTheEnginesOps) {
  for (const LossCase& of : loss_cases()) {
    Rng rng(9);
    const Batch batch = whole_batch(of, rng);
    const Var z(random_normal({kLossRows, kLossOutputs}, rng));
    const Tape tape;
    const Var loss = of.loss.of(z, batch), op = of.op(z, batch);
    EXPECT_EQ(loss.item(), op.item()) << of.loss.name;
    EXPECT_STREQ(loss.op(), op.op()) << of.loss.name;
    EXPECT_EQ(numbers(tape.gradient(loss, {z})[0]), numbers(tape.gradient(op, {z})[0]));
  }
}

TEST(Losses, WhatIsWholeIsHandedOnAsItIs) {
  const Var y(zeros({2, 3}));
  const Tensor targets = full({2, 3}, 0.5);
  const PresentElements elements = present_elements(y, targets);
  EXPECT_EQ(elements.predictions.identity(), y.identity());
  EXPECT_EQ(elements.targets.value(), targets);
  EXPECT_EQ(labelled_rows(y, {0, 2}).predictions.identity(), y.identity());
}

TEST(Losses, SayWhatTheirAnswersAre) {
  const auto answer_of = [](const Loss& loss) { return loss.answer; };
  EXPECT_EQ(answer_of(cross_entropy()), Answer::labels);
  EXPECT_EQ(answer_of(focal()), Answer::labels);
  EXPECT_EQ(answer_of(soft_label_cross_entropy()), Answer::probabilities);
  EXPECT_EQ(answer_of(binary_cross_entropy()), Answer::probabilities);
  EXPECT_EQ(answer_of(squared_error()), Answer::numbers);
  EXPECT_EQ(answer_of(huber()), Answer::numbers);
  for (const LossCase& of : loss_cases())
    EXPECT_EQ(of.loss.classifies(), of.loss.answer == Answer::labels) << of.loss.name;
}

TEST(Losses, OfOnesOwnLeaveOutWhatIsMissing) {
  const Loss absolute = {"absolute error",
                         [](const Var& prediction, const Batch& batch) {
                           const auto present = present_elements(prediction, batch.targets);
                           return mean(abs(present.predictions - present.targets));
                         },
                         Answer::numbers};
  const Batch batch{zeros({2, 1}), {}, tensor({2, 2}, {1, kNoTarget, kNoTarget, 5})};
  EXPECT_EQ(checked_loss({"t", {1}, 2, absolute}, Var(zeros({2, 2})), batch).item(), 3);
  const auto labelled = labelled_rows(Var(tensor({3, 2}, {1, 2, 3, 4, 5, 6})), {1, kNoLabel, 0});
  EXPECT_EQ(numbers(labelled.predictions.value()), (std::vector<Scalar>{1, 2, 5, 6}));
  EXPECT_THAT(labelled.labels, testing::ElementsAre(1, 0));
}

}  // namespace
}  // namespace tapestry::nn

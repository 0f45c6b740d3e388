// What is wrong with the answers of a batch, or with a loss: whole texts.
#include <limits>

#include "engine/ops/loss/cross_entropy.hpp"
#include "nn/tasks/task.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

constexpr Scalar kNothing = std::numeric_limits<Scalar>::quiet_NaN();
constexpr Scalar kEndless = std::numeric_limits<Scalar>::infinity();

// Of a task 't' with two outputs, on a batch of two rows. What is counted is checked, too.
std::string answers_error(const Loss& loss, const std::vector<int>& labels, const Tensor& targets) {
  const Task task{"t", {1}, 2, loss};
  const Batch batch{zeros({2, 1}), labels, targets};
  const std::string text = error_of([&] { checked_loss(task, Var(zeros({2, 2})), batch); });
  if (text.find("task 't'") == 0 && text.find("none of the") == std::string::npos) {
    EXPECT_EQ(error_of([&] { count_present(task, batch); }), text);
    EXPECT_EQ(error_of([&] { answered_rows(task, batch); }), text);
  }
  return text;
}

std::vector<Loss> losses_with_targets() {
  return {soft_label_cross_entropy(), binary_cross_entropy(), squared_error(), huber()};
}

TEST(LossErrors, Labels) {
  for (const Loss& loss : {cross_entropy(), focal()}) {
    EXPECT_EQ(answers_error(loss, {0, kNoLabel}, {}), "no error");
    EXPECT_EQ(answers_error(loss, {0}, {}),
              "task 't': a batch has 2 rows and 1 labels: give one label a row.");
    for (const int label : {2, -2})
      EXPECT_EQ(answers_error(loss, {0, label}, {}),
                base::text("task 't': label ", label,
                           " of row 1 is none of its 2 classes, which are numbered from 0: look "
                           "at the data, or give the task more outputs."));
  }
}

TEST(LossErrors, Targets) {
  for (const Loss& loss : losses_with_targets()) {
    EXPECT_EQ(answers_error(loss, {}, tensor({2, 2}, {kNothing, kNothing, 0, 1})), "no error");
    EXPECT_EQ(answers_error(loss, {}, {}),
              "task 't': a batch has no targets, which must be [2 x 2], a row an example and a "
              "column an output of the task: set batch.targets.");
    for (const Shape& shape : {Shape{4}, Shape{2}, Shape{3, 2}, Shape{2, 1}, Shape{2, 2, 1}})
      EXPECT_EQ(answers_error(loss, {}, zeros(shape)),
                base::text("task 't': the targets of a batch are ", to_string(shape),
                           ", but must be [2 x 2], a row an example and a column an output of the "
                           "task: reshape them, or mend the source of the batches."));
  }
}

TEST(LossErrors, TargetsOutOfTheirRange) {
  for (const Loss& loss : {squared_error(), huber()})
    for (const Scalar wrong : {kEndless, -kEndless})
      EXPECT_EQ(answers_error(loss, {}, tensor({2, 2}, {0, 1, 2, wrong})),
                base::text("task 't': target ", wrong,
                           " of row 1, output 1 is infinite, but must be a number: look at the "
                           "data, and give NaN where there is no answer."));
  for (const Loss& loss : {soft_label_cross_entropy(), binary_cross_entropy()})
    for (const Scalar wrong : {Scalar(-0.5), Scalar(1.5), kEndless})
      EXPECT_EQ(answers_error(loss, {}, tensor({2, 2}, {0, 1, wrong, 0})),
                base::text("task 't': target ", wrong,
                           " of row 1, output 0 is no probability, which lies in 0 to 1: look at "
                           "the data, and give NaN where there is no answer."));
}

TEST(LossErrors, NoAnswerAtAll) {
  const std::string expected =
      "task 't': none of the 2 rows of a batch has an answer, and the mean of nothing is not "
      "defined: leave the batch out, as fit does.";
  for (const Loss& loss : {cross_entropy(), focal()})
    EXPECT_EQ(answers_error(loss, {kNoLabel, kNoLabel}, {}), expected);
  for (const Loss& loss : losses_with_targets()) {
    EXPECT_EQ(answers_error(loss, {}, full({2, 2}, kNothing)), expected);
    const Batch batch{zeros({2, 1}), {}, full({2, 2}, kNothing)};
    EXPECT_EQ(count_present({"t", {1}, 2, loss}, batch), 0u);
    EXPECT_THAT(answered_rows({"t", {1}, 2, loss}, batch), testing::IsEmpty());
    EXPECT_THAT(error_of([&] {
                  loss.of(Var(zeros({2, 2})), batch);
                }),
                testing::HasSubstr("the mean of nothing is not defined: leave this batch out."));
  }
}

TEST(LossErrors, SoftLabels) {
  EXPECT_EQ(answers_error(soft_label_cross_entropy(), {}, tensor({2, 2}, {0, 1, kNothing, 1})),
            "soft_label_cross_entropy: row 1 of the targets [2 x 2] has a NaN for 1 of its 2 "
            "classes: give each class a probability, or all a NaN where the row has no answer.");
  EXPECT_EQ(answers_error(soft_label_cross_entropy(), {},
                          tensor({2, 2}, {kNothing, kNothing, 0.5, 0.25})),
            "soft_label_cross_entropy: the targets of row 1 in 'targets' [2 x 2] sum to 0.75: the "
            "probabilities of a row must sum to 1, within 0.005; divide each by the row's sum.");
}

TEST(LossErrors, ParametersOfLosses) {
  for (const Scalar wrong : {Scalar(-1), kNothing, kEndless}) {
    EXPECT_EQ(error_of([&] { focal(wrong); }),
              base::text("focal: gamma is ", wrong,
                         ", but must be finite and not negative: 0 gives the plain cross-entropy, "
                         "and 2 is usual."));
    EXPECT_EQ(error_of([&] { huber(wrong); }),
              base::text("huber: delta is ", wrong,
                         ", but must be positive and finite: it is the error at which the loss "
                         "turns from squared to linear."));
  }
  EXPECT_THAT(error_of([] { huber(0); }), testing::HasSubstr("huber: delta is 0"));
}

TEST(LossErrors, OfWhatOnesOwnLossesUse) {
  const Var y = Var(zeros({2, 2})).named("y");
  EXPECT_EQ(error_of([&] { present_elements(y, {}); }),
            "present_elements: the batch has no targets: set batch.targets, [batch x outputs].");
  EXPECT_EQ(error_of([&] {
              present_elements(y, tensor({2}, {1, kNothing}));
            }),
            "present_elements: 'y' [2 x 2] against targets [2]: both must have the same shape; "
            "give each prediction a target, or a NaN.");
  EXPECT_EQ(error_of([&] {
              present_elements(y, full({2, 2}, kNothing));
            }),
            "present_elements: all of the targets [2 x 2] are NaN, and the mean of nothing is not "
            "defined: leave this batch out.");
  EXPECT_EQ(error_of([&] { labelled_rows(y, {1}); }),
            "labelled_rows: 'y' [2 x 2] with 1 labels: give one label a row, or kNoLabel.");
  EXPECT_EQ(error_of([&] {
              labelled_rows(y, {-1, -1});
            }),
            "labelled_rows: none of the 2 rows has a label, and the mean of nothing is not "
            "defined: leave this batch out.");
}

// Called by itself, without a task, a loss gives its own name.
TEST(LossErrors, OfALossWithoutATask) {
  const std::vector<std::string> names = {"soft_label_cross_entropy", "binary_cross_entropy",
                                          "squared_error", "huber"};
  for (std::size_t k = 0; k < names.size(); ++k)
    EXPECT_EQ(error_of([&] {
                losses_with_targets()[k].of(Var(zeros({2, 2})), {});
              }),
              names[k] + ": the batch has no targets: set batch.targets, [batch x outputs].");
}

}  // namespace
}  // namespace tapestry::nn

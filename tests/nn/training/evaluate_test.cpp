#include "nn/training/evaluate.hpp"

#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Scalar kNaN = std::numeric_limits<Scalar>::quiet_NaN();
constexpr Scalar kInfinity = std::numeric_limits<Scalar>::infinity();

Pass pass_over(const std::vector<Batch>& batches) {
  return [batches](const std::function<void(const Batch&)>& visit) {
    for (const Batch& batch : batches) visit(batch);
  };
}

// Batches of 5, 5 and 2 rows: the last one must count for less.
template <class Draw>
std::vector<Batch> uneven(const Draw& draw) {
  return {draw(5), draw(5), draw(2)};
}

TEST(Evaluate, ClassifierEqualsNaiveCounting) {
  const MultiTaskNet net(three_tasks(), {8, {6}}, 1);
  Rng rng(1);
  const auto batches = uneven([&](std::size_t rows) {
    return random_batch(rows, {1, 2, 3}, 4, rng);
  });
  double loss = 0;
  std::size_t correct = 0;
  std::vector<std::vector<std::size_t>> confusion(4, std::vector<std::size_t>(4, 0));
  for (const Batch& batch : batches) {
    const Tensor y = net.predict(0, Var(batch.inputs)).value();
    for (std::size_t i = 0; i < batch.labels.size(); ++i) {
      const std::size_t label = static_cast<std::size_t>(batch.labels[i]);
      double z = 0;
      std::size_t best = 0;
      for (std::size_t c = 0; c < 4; ++c) {
        z += std::exp(double{y(i, c)});
        if (y(i, c) > y(i, best)) best = c;
      }
      loss += (std::log(z) - double{y(i, label)}) / 12;
      correct += best == label;
      ++confusion[label][best];
    }
  }
  const Score score = evaluate(net, 0, pass_over(batches));
  EXPECT_EQ(score.task, "digits");
  EXPECT_EQ(score.examples, 12u);
  EXPECT_NEAR(score.loss, loss, 1e-6);
  EXPECT_DOUBLE_EQ(score.accuracy, static_cast<double>(correct) / 12);
  EXPECT_EQ(score.confusion, confusion);
}

TEST(Evaluate, RegressionEqualsTheMeanSquaredErrorOfAllRows) {
  const MultiTaskNet net(three_tasks(), {8, {6}}, 1);
  Rng rng(2);
  const auto batches = uneven([&](std::size_t rows) {
    return random_regression_batch(rows, {2, 2}, 2, rng);
  });
  double loss = 0;
  for (const Batch& batch : batches) {
    const Tensor y = net.predict(2, Var(batch.inputs)).value();
    for (std::size_t i = 0; i < y.size(); ++i)
      loss += std::pow(double{y.storage()[i]} - double{batch.targets.storage()[i]}, 2) / 24;
  }
  const Score score = evaluate(net, 2, pass_over(batches));
  EXPECT_NEAR(score.loss, loss, 1e-6);
  EXPECT_EQ(score.accuracy, 0);
  EXPECT_THAT(score.confusion, IsEmpty());
}

// Head b always says class 1. Were heads mixed up, task a would be affected, or b would not be.
TEST(Evaluate, EachTaskIsScoredWithItsOwnHead) {
  MultiTaskNet net(two_alike(), {4, {4}}, 1);
  Rng rng(3);
  Batch batch = random_batch(40, {3}, 2, rng);
  batch.labels = argmax_rows(net.predict(0, Var(batch.inputs)).value());  // a is always right
  const std::vector<Pass> passes(2, pass_over({batch}));
  const double loss_before = evaluate(net, 0, passes[0]).loss;
  net.head(1)[0].set_value(zeros({4, 2}));
  net.head(1)[1].set_value(tensor({2}, {0, 3}));
  const std::vector<Score> scores = evaluate(net, passes);
  ASSERT_EQ(scores.size(), 2u);
  EXPECT_EQ(scores[0].accuracy, 1);
  EXPECT_EQ(scores[0].loss, loss_before);
  const std::size_t ones =
      static_cast<std::size_t>(std::count(batch.labels.begin(), batch.labels.end(), 1));
  ASSERT_THAT(ones, testing::AllOf(testing::Gt(0u), testing::Lt(40u)));
  EXPECT_THAT(scores[1].confusion, ElementsAre(ElementsAre(0, 40 - ones), ElementsAre(0, ones)));
}

TEST(Evaluate, RecordsNothing) {
  const MultiTaskNet net(two_alike(), {4, {4}}, 1);
  Rng rng(4);
  const Tape tape;
  evaluate(net, 0, pass_over({random_batch(4, {3}, 2, rng)}));
  EXPECT_EQ(tape.size(), 0u);
}

TEST(Evaluate, ArgmaxTakesTheFirstOfEquals) {
  EXPECT_THAT(argmax_rows(tensor({3, 3}, {1, 5, 5, -2, -3, -1, 0, 0, 0})), ElementsAre(1, 2, 0));
  EXPECT_THAT(argmax_rows(tensor({1, 2}, {-kInfinity, kInfinity})), ElementsAre(1));
  EXPECT_THAT(argmax_rows(zeros({0, 3})), IsEmpty());
  EXPECT_EQ(error_of([] {
              argmax_rows(tensor({2, 2}, {1, 2, 3, kNaN}));
            }),
            "argmax_rows: row 1 has a NaN in column 1, so no class is the largest: the model has "
            "diverged; lower the learning rate.");
  EXPECT_EQ(error_of([] { argmax_rows(zeros({4})); }),
            "argmax_rows: the logits are [4], but must be [batch x classes] with at least one "
            "class.");
}

TEST(Evaluate, ErrorsNameTaskAndMend) {
  MultiTaskNet net(two_alike(), {4, {4}}, 1);
  const Pass nothing = pass_over({});
  EXPECT_EQ(error_of([&] { evaluate(net, 1, nothing); }),
            "evaluate: the pass for task 'b' had no examples to score.");
  EXPECT_EQ(error_of([&] { evaluate(net, 2, nothing); }),
            "evaluate: there is no task 2: the 2 tasks are numbered from 0.");
  EXPECT_EQ(error_of([&] { evaluate(net, 1, nullptr); }),
            "evaluate: the pass for task 'b' is an empty function: give one that visits the task's "
            "batches.");
  EXPECT_EQ(error_of([&] { evaluate(net, {nothing}); }),
            "evaluate: 1 passes for 2 tasks: give one a task, in the same order.");
  Rng rng(5);
  const Pass good = pass_over({random_batch(4, {3}, 2, rng)});
  for (const Scalar wrong : {kNaN, kInfinity, -kInfinity}) {
    net.head(1)[1].set_value(tensor({2}, {0, wrong}));
    EXPECT_EQ(
        error_of([&] { evaluate(net, 1, good); }),
        base::text("evaluate: a prediction of task 'b' is ", wrong,
                   ": the model has diverged, or its inputs hold a NaN; lower the learning rate, "
                   "or look at the data."));
    EXPECT_EQ(evaluate(net, 0, good).examples, 4u) << "the other task is not affected";
  }
  Batch broken = random_batch(4, {3}, 2, rng);
  broken.inputs(2, 1) = kNaN;
  EXPECT_THAT(error_of([&] { evaluate(net, 0, pass_over({broken})); }),
              HasSubstr("a prediction of task 'a' is nan"));
}

// fit and evaluate count what a model predicts against the labels, so both must look at them, even
// where the loss does not.
TEST(EvaluateAndFit, CheckPredictionsAndLabelsThemselves) {
  ToldModel model({{"t", {2}, 3, sum_as_loss()}});
  const auto error = [&](const Shape& prediction, const std::vector<int>& labels) {
    model.prediction = Var::parameter("y", zeros(prediction));
    Batch batch;
    batch.inputs = zeros({4, 2});
    batch.labels = labels;
    const std::string evaluated = error_of([&] { evaluate(model, 0, pass_over({batch})); });
    Sgd sgd(0.1);
    EXPECT_EQ(error_of([&] { fit(model, {[&] { return batch; }}, sgd, {}); }), evaluated);
    return evaluated;
  };
  EXPECT_EQ(error({4, 3}, {0, 1, 2, 0}), "no error");
  EXPECT_EQ(error({4, 3}, {}), "task 't': a batch has 4 rows and 0 labels: give one label a row.");
  EXPECT_EQ(error({4, 3}, {0, 1, 2, 0, 1}),
            "task 't': a batch has 4 rows and 5 labels: give one label a row.");
  for (const int label : {-2, 3, 1'000'000'000})
    EXPECT_EQ(error({4, 3}, {0, 1, label, 0}),
              base::text("task 't': label ", label,
                         " of row 2 is none of its 3 classes, which are "
                         "numbered from 0: look at the data, or give the task more outputs."));
  for (const Shape& shape :
       {Shape{5, 3}, Shape{3, 3}, Shape{4, 4}, Shape{4, 2}, Shape{12}, Shape{4, 3, 1}, Shape{}})
    EXPECT_EQ(
        error(shape, {0, 1, 2, 0}),
        base::text("task 't': the predictions are ", to_string(shape),
                   ", but must be [4 x 3], a row an example of the batch and a column an output of "
                   "the task: mend the model's predict()."));
}

TEST(EvaluateAndFit, RefuseATaskWithoutALoss) {
  ToldModel model({{"t", {2}, 3, Loss{"mine", nullptr, Answer::numbers}}});
  model.prediction = Var::parameter("y", zeros({4, 3}));
  const Batch batch{zeros({4, 2}), {}, {}};
  EXPECT_EQ(error_of([&] { evaluate(model, 0, pass_over({batch})); }),
            "task 't' has no loss function: give it one, such as cross_entropy().");
}

TEST(Evaluate, WrongLabelsOrInputsOfABatchAreErrors) {
  const MultiTaskNet net(two_alike(), {4, {4}}, 1);
  Rng rng(6);
  Batch batch = random_batch(4, {3}, 2, rng);
  batch.labels[3] = 2;
  EXPECT_THAT(error_of([&] { evaluate(net, 0, pass_over({batch})); }),
              HasSubstr("task 'a': label 2 of row 3 is none of its 2 classes"));
  batch.labels.pop_back();
  EXPECT_THAT(error_of([&] { evaluate(net, 0, pass_over({batch})); }),
              HasSubstr("task 'a': a batch has 4 rows and 3 labels: give one label a row."));
  const Batch other = random_batch(4, {5}, 2, rng);
  EXPECT_THAT(error_of([&] { evaluate(net, 0, pass_over({other})); }),
              HasSubstr("'inputs of a' [4 x 5] does not fit task 'a'"));
}

TEST(Losses, SquaredErrorNeedsTargets) {
  EXPECT_EQ(error_of([] {
              squared_error().of(Var(zeros({2, 1})), Batch{});
            }),
            "squared_error: the batch has no targets: set batch.targets, [batch x outputs].");
}

}  // namespace
}  // namespace tapestry::nn

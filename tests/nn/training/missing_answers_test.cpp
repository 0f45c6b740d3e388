// Training and scoring with missing answers: what is left out of a step and of a score, and that it
// still learns.
#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "nn/metrics/classification.hpp"
#include "nn/metrics/regression.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"
#include "tests/nn/training/orders.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

constexpr Scalar kNotAnswered = std::numeric_limits<Scalar>::quiet_NaN();

std::vector<Task> a_task_of_each_kind() {
  return {{"c", {3}, 2}, {"r", {3}, 2, squared_error()}, {"q", {3}, 2, binary_cross_entropy()}};
}

// Rows of one task's answers: all of them, or none.
Batch drawn_answers(const Task& task, bool present, Rng& rng) {
  Batch batch{random_normal({6, 3}, rng), {}, {}};
  if (task.loss.answer == Answer::labels)
    batch.labels = present ? std::vector<int>{0, 1, 1, 0, 1, 0} : std::vector<int>(6, kNoLabel);
  else
    batch.targets = present ? random_uniform({6, 2}, rng) : full({6, 2}, kNotAnswered);
  return batch;
}

BatchSource own_source(const Task& task, bool present) {
  Rng rng(3);
  return [=]() mutable { return drawn_answers(task, present, rng); };
}

// All tasks on the same inputs; that one has all its rows listed, and no answer in any.
SharedSource shared_source(const std::vector<Task>& tasks, std::size_t without) {
  Rng rng(4);
  return [=]() mutable {
    SharedBatch batch{random_normal({6, 3}, rng), {}};
    for (std::size_t t = 0; t < tasks.size(); ++t) {
      Batch of_task = drawn_answers(tasks[t], t != without, rng);
      batch.tasks.push_back({{0, 1, 2, 3, 4, 5}, of_task.labels, of_task.targets});
    }
    return batch;
  };
}

std::vector<std::unique_ptr<Optimiser>> with_a_memory() {
  std::vector<std::unique_ptr<Optimiser>> all;
  all.push_back(std::make_unique<Sgd>(0.05, 0.9));
  all.push_back(std::make_unique<Adam>(0.05));
  all.push_back(std::make_unique<AdamW>(0.05, 0.5));
  return all;
}

FitOptions three_rounds(Order order) {
  FitOptions options;
  options.steps = steps_of(order);
  options.rounds_per_epoch = 3;
  return options;
}

constexpr std::size_t kNone = 99;

// Three rounds give the optimiser something to remember of every head; then one task has no answer.
TEST(MissingAnswers, ATaskWithNoneKeepsItsBits) {
  const std::vector<Task> tasks = a_task_of_each_kind();
  for (const bool shared : {false, true})
    for (const Order order : {Order::joint, Order::alternating})
      for (std::size_t without = 0; without < tasks.size(); ++without)
        for (const auto& optimiser : with_a_memory()) {
          OneInputModel model(tasks);
          const auto train = [&](std::size_t missing) {
            std::vector<BatchSource> sources;
            for (std::size_t t = 0; t < tasks.size(); ++t)
              sources.push_back(own_source(tasks[t], t != missing));
            return shared
                       ? fit(model, shared_source(tasks, missing), *optimiser, three_rounds(order))
                       : fit(model, sources, *optimiser, three_rounds(order));
          };
          train(kNone);
          const auto before = values(model.parameters());
          const History history = train(without);
          const auto after = values(model.parameters());
          EXPECT_NE(after[0], before[0]) << "what all share moves";
          for (std::size_t t = 0; t < tasks.size(); ++t) {
            EXPECT_EQ(after[1 + t] == before[1 + t], t == without) << tasks[t].name;
            EXPECT_EQ(history[0].tasks[t].batches, t == without ? 0u : 3u);
          }
        }
}

TEST(MissingAnswers, ABatchWithNoneTrainsNothing) {
  const Task task = a_task_of_each_kind()[0];
  OneInputModel model({task});
  const auto before = values(model.parameters());
  Adam adam(0.1);
  fit(model, {own_source(task, false)}, adam, three_rounds(Order::joint));
  EXPECT_EQ(values(model.parameters()), before);
  EXPECT_EQ(model.counts->forwards, 0u);
}

// That a batch has no rows is a mistake, and not a missing answer.
TEST(MissingAnswers, ABatchWithoutRowsIsAnError) {
  for (const Task& task : a_task_of_each_kind()) {
    OneInputModel model({task});
    Batch empty{zeros({0, 3}), {}, {}};
    if (task.loss.answer != Answer::labels) empty.targets = zeros({0, 2});
    Adam adam(0.1);
    EXPECT_THAT(error_of([&] { fit(model, {[&] { return empty; }}, adam, {}); }),
                testing::HasSubstr("leave an empty batch out."));
  }
}

// Whether x0 > x1, and x0 - x1, with answers to half of the rows or elements: as good as with all.
TEST(MissingAnswers, HalfOfThemAreEnoughToLearn) {
  MultiTaskNet net({{"c", {2}, 2},
                    {"f", {2}, 2, focal()},
                    {"s", {2}, 2, soft_label_cross_entropy()},
                    {"q", {2}, 2, binary_cross_entropy()},
                    {"r", {2}, 2, squared_error()},
                    {"h", {2}, 2, huber()}},
                   {16, {16}}, 1);
  const auto draw = [&](std::size_t t, double missing, Rng& rng) {
    const Answer answer = net.tasks()[t].loss.answer;
    const Tensor gone = random_uniform({32, 2}, rng);
    Batch batch{random_normal({32, 2}, rng), {}, {}};
    if (answer != Answer::labels) batch.targets = zeros({32, 2});
    for (std::size_t i = 0; i < 32; ++i) {
      const Scalar d = batch.inputs(i, 0) - batch.inputs(i, 1);
      if (answer == Answer::labels) {
        batch.labels.push_back(gone(i, 0) < missing ? kNoLabel : d > 0);
        continue;
      }
      for (std::size_t k = 0; k < 2; ++k) {
        const bool by_rows = t == 2;
        const Scalar whole = answer == Answer::numbers ? (k == 0 ? d : -d) : (d > 0) == (k == 1);
        batch.targets(i, k) = gone(i, by_rows ? 0 : k) < missing ? kNotAnswered : whole;
      }
    }
    return batch;
  };
  std::vector<BatchSource> sources;
  std::vector<Pass> passes;
  for (std::size_t t = 0; t < 6; ++t) {
    sources.push_back([=, rng = Rng(t)]() mutable { return draw(t, 0.5, rng); });
    passes.push_back([=](const std::function<void(const Batch&)>& visit) {
      Rng rng(100 + t);
      for (int i = 0; i < 8; ++i) visit(draw(t, 0, rng));
    });
  }
  FitOptions options;
  options.rounds_per_epoch = 300;
  options.steps = joint();
  Adam adam(0.01);
  const std::vector<Score> before = evaluate(net, passes);
  const History history = fit(net, sources, adam, options);
  const std::vector<Score> after = evaluate(net, passes);
  for (std::size_t t = 0; t < 6; ++t)
    EXPECT_LT(after[t].loss, before[t].loss / 4) << net.tasks()[t].name;
  for (const std::size_t t : {0u, 1u}) {
    EXPECT_GT(after[t].accuracy, 0.95);
    EXPECT_GT(history[0].tasks[t].accuracy, 0.85) << "hits among the rows with a label";
  }
}

Pass pass_of_batches(const std::vector<Batch>& batches) {
  return [batches](const std::function<void(const Batch&)>& visit) {
    for (const Batch& batch : batches) visit(batch);
  };
}

// Predicts its inputs.
class Echo : public MultiTaskModel {
 public:
  explicit Echo(Task task) : tasks_{std::move(task)} {}
  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var& x, const TaskNumbers&, const Context&) const override {
    return {{x}, {x}};
  }
  Parameters shared() const override { return {}; }
  Parameters own(std::size_t) const override { return {}; }

 private:
  std::vector<Task> tasks_;
};

// Rows 0 and 1 of the first batch, one row of the second, none of the third; all alike but for
// that, and right but for row 1. The rows without a label would be wrong, and cost more.
TEST(MissingAnswers, ScoresAreOfTheLabelledRows) {
  Task task{"c", {2}, 2};
  task.metrics = {metrics::macro_f1()};
  const Batch first{tensor({4, 2}, {2, 0, 2, 0, 9, 0, 9, 0}), {0, 1, kNoLabel, kNoLabel}, {}};
  const Batch second{tensor({3, 2}, {9, 0, 0, 2, 9, 0}), {kNoLabel, 1, kNoLabel}, {}};
  const Batch third{tensor({1, 2}, {9, 0}), {kNoLabel}, {}};
  const Score score = evaluate(Echo(task), 0, pass_of_batches({first, second, third}));
  const double right = std::log1p(std::exp(-2.0)), wrong = 2 + right;
  EXPECT_EQ(score.examples, 3u);
  EXPECT_NEAR(score.loss, (2 * right + wrong) / 3, 1e-6);
  EXPECT_DOUBLE_EQ(score.accuracy, 2.0 / 3);
  EXPECT_THAT(score.confusion, ElementsAre(ElementsAre(1, 0), ElementsAre(1, 1)));
  EXPECT_DOUBLE_EQ(score.metrics[0].value, 2.0 / 3);
  EXPECT_EQ(error_of([&] {
              evaluate(Echo(task), 0, pass_of_batches({third, third}));
            }),
            "evaluate: the pass for task 'c' had 2 examples, but an answer to none of them: give "
            "it some that are labelled.");
}

// Errors 1 and 2 in the first batch, of four elements; 4 in the second. Their mean is not that of
// the batches' means, nor that of the rows'.
TEST(MissingAnswers, ScoresAreOfTheElementsWithNumbers) {
  const Batch first{zeros({2, 2}), {}, tensor({2, 2}, {1, kNotAnswered, 2, kNotAnswered})};
  const Batch second{
      zeros({3, 2}),
      {},
      tensor({3, 2}, {kNotAnswered, kNotAnswered, kNotAnswered, kNotAnswered, kNotAnswered, 4})};
  const Batch third{zeros({1, 2}), {}, tensor({1, 2}, {3, 0})};
  Task task{"r", {2}, 2, squared_error()};
  const Score score = evaluate(Echo(task), 0, pass_of_batches({first, second, third}));
  EXPECT_EQ(score.examples, 4u);
  EXPECT_NEAR(score.loss, (1.0 + 4 + 16 + 9 + 0) / 5, 1e-6);
  task.metrics = {metrics::mean_absolute_error()};
  EXPECT_EQ(error_of([&] {
              evaluate(Echo(task), 0, pass_of_batches({third, second}));
            }),
            "evaluate: row 2 of a batch of task 'r' has answers to some of its 2 outputs, but none "
            "to output 0, and metrics take whole rows alone: score the task without metrics, or "
            "make a task of each output.");
  const Batch whole{zeros({3, 2}), {}, tensor({3, 2}, {1, 1, kNotAnswered, kNotAnswered, 3, 3})};
  EXPECT_EQ(evaluate(Echo(task), 0, pass_of_batches({whole})).metrics[0].value, 2);
}

}  // namespace
}  // namespace tapestry::nn

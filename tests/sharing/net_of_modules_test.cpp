// MultiTaskNet of layers of any kind: a convolutional trunk, a recurrent encoder, dropout; and one
// pass through the trunk for all tasks that read the same inputs.
#include <cmath>
#include <memory>
#include <set>

#include "datasets/batches.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/activations.hpp"
#include "engine/ops/net/pooling.hpp"
#include "engine/ops/shape/reshape.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/recurrent.hpp"
#include "tests/sharing/models.hpp"

namespace tapestry::nn {
namespace {

Var flat(const Var& x) { return reshape(x, {x.shape()[0], x.size() / x.shape()[0]}); }

// Two questions about one picture: which digit, and is it even.
SharedBatch both_questions(const Batch& digits) {
  SharedBatch batch{digits.inputs, std::vector<Answers>(2)};
  for (std::size_t i = 0; i < digits.labels.size(); ++i) {
    for (Answers& answers : batch.tasks) answers.rows.push_back(i);
    batch.tasks[0].labels.push_back(digits.labels[i]);
    batch.tasks[1].labels.push_back(digits.labels[i] % 2);
  }
  return batch;
}

TEST(NetOfModules, AConvolutionalTrunkLearns) {
  const datasets::ImageSet train = datasets::stroke_digits(3000, 1);
  const datasets::ImageSet test = datasets::stroke_digits(300, 2);
  datasets::Batches batches(train, 32, 3);
  Rng rng(4);
  MultiTaskNet net({{"digit", {1, 28, 28}, 10}, {"even", {1, 28, 28}, 2}},
                   {{},
                    Sequential(
                        Conv2d("conv1", 1, 6, 5, rng, {2, 2}), relu,
                        [](const Var& x) { return max_pool2d(x, 2); }, flat,
                        Dense("dense", 6 * 7 * 7, 32, Activation::relu, rng)),
                    32},
                   5);
  EXPECT_TRUE(net.one_input());
  Adam adam(3e-3);
  FitOptions options;
  options.steps = joint();
  options.rounds_per_epoch = 400;
  fit(net, SharedSource([&] { return both_questions(batches.next()); }), adam, options);
  const auto score = [&](std::size_t t) {
    return evaluate(net, t,
                    [&](const auto& visit) {
                      datasets::for_each_batch(test, 100, [&](Batch batch) {
                        batch.labels = both_questions(batch).tasks[t].labels;
                        visit(batch);
                      });
                    })
        .accuracy;
  };
  EXPECT_GT(score(0), 0.9);
  EXPECT_GT(score(1), 0.9);
}

// Which of two marks, far apart in time, came first? Not to be read off any one step.
Batch sequences(std::size_t rows, Rng& rng) {
  constexpr std::size_t kTime = 8;
  Batch batch{zeros({rows, kTime, 2}), {}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t early = rng() % 4, late = 4 + rng() % 4, first = rng() % 2;
    batch.inputs(i, early, first) = 1;
    batch.inputs(i, late, 1 - first) = 1;
    batch.labels.push_back(static_cast<int>(first));
  }
  return batch;
}

TEST(NetOfModules, ARecurrentEncoderLearnsBesideADenseOne) {
  Rng rng(6), data(7);
  std::vector<Module> encoders;
  encoders.emplace_back(LastState(GruCell("encoder.order", 2, 12, rng)));
  encoders.emplace_back(Dense("encoder.sign", 3, 12, Activation::relu, rng));
  MultiTaskNet net({{"order", {8, 2}, 2}, {"sign", {3}, 2}},
                   {std::move(encoders), Dense("trunk", 12, 12, Activation::relu, rng), 12}, 8);
  const BatchSource order = [&] { return sequences(32, data); };
  const BatchSource sign = [&] {
    Batch batch{random_normal({32, 3}, data), {}, {}};
    for (std::size_t i = 0; i < 32; ++i) batch.labels.push_back(batch.inputs(i, 1) > 0);
    return batch;
  };
  Adam adam(1e-2);
  FitOptions options;
  options.rounds_per_epoch = 200;
  fit(net, {order, sign}, adam, options);
  const auto accuracy = [&](std::size_t t, const BatchSource& of) {
    return evaluate(net, t,
                    [&](const auto& visit) {
                      for (int i = 0; i < 10; ++i) visit(of());
                    })
        .accuracy;
  };
  EXPECT_GT(accuracy(0, order), 0.97);
  EXPECT_GT(accuracy(1, sign), 0.97);
}

MultiTaskNet with_dropout(std::uint64_t seed) {
  Rng rng(seed);
  return MultiTaskNet(
      {{"a", {6}, 2}, {"b", {6}, 2}},
      {{}, Sequential(Dense("trunk", 6, 20, Activation::relu, rng), Dropout(0.5)), 20}, seed);
}

TEST(NetOfModules, DropoutActsInTrainingAndNotInEvaluation) {
  const MultiTaskNet net = with_dropout(1);
  Rng rng(2);
  const Var x(random_normal({4, 6}, rng));
  const Tensor y = net.predict(0, x).value();
  EXPECT_EQ(net.predict(0, x).value(), y);
  const auto in_training = [&](Rng& draws) {
    return net.forward(x, {0}, Context::training(draws)).predictions[0].value();
  };
  Rng first(3), again(3);
  const Tensor z = in_training(first);
  EXPECT_NE(z, y);
  EXPECT_NE(in_training(first), z);
  EXPECT_EQ(in_training(again), z);
}

TEST(NetOfModules, FitTrainsWithDropoutAndTheSeedDecidesWhatIsLeftOut) {
  const auto trained = [](std::uint64_t seed) {
    MultiTaskNet net = with_dropout(1);
    Rng rng(5);
    Sgd sgd(0.1);
    FitOptions options;
    options.seed = seed;
    options.rounds_per_epoch = 3;
    const BatchSource source = [&] { return random_batch(8, {6}, 2, rng); };
    fit(net, {source, source}, sgd, options);
    return values(net.parameters());
  };
  EXPECT_EQ(trained(1), trained(1));
  EXPECT_NE(trained(1), trained(2));
}

TEST(NetOfModules, TenTasksOnOneInputGoThroughTheTrunkOnce) {
  std::vector<Task> tasks;
  for (int t = 0; t < 10; ++t) tasks.push_back({"t" + std::to_string(t), {4}, 2});
  Rng rng(9);
  const auto passes = std::make_shared<int>(0);
  MultiTaskNet net(tasks,
                   {{},
                    Sequential(Dense("trunk", 4, 8, Activation::relu, rng),
                               [passes](const Var& x) {
                                 ++*passes;
                                 return x;
                               }),
                    8},
                   9);
  const Batch batch = random_batch(6, {4}, 2, rng);
  SharedBatch shared{batch.inputs, std::vector<Answers>(10)};
  for (Answers& answers : shared.tasks) answers = {{0, 1, 2, 3, 4, 5}, batch.labels, {}};
  Sgd sgd(0.1);
  FitOptions options;
  options.steps = joint();
  options.rounds_per_epoch = 7;
  fit(net, SharedSource([&] { return shared; }), sgd, options);
  EXPECT_EQ(*passes, 7);

  // And as the tape has it: one record reads the trunk's weights, and one each head's.
  const Tape tape;
  net.forward(Var(batch.inputs), net.all_tasks(), Context::evaluation());
  for (const Parameter& p : net.parameters()) {
    int reads = 0;
    for (std::size_t i = 0; i < tape.size(); ++i)
      for (const Var& input : tape[i].inputs) reads += input.identity() == p.identity();
    EXPECT_EQ(reads, 1) << describe(p);
  }
}

TEST(NetOfModules, ErrorsNameWhatDoesNotFit) {
  Rng rng(1);
  const auto make = [&](const Task& second, std::size_t encoders, std::size_t represented) {
    std::vector<Module> parts;
    for (std::size_t k = 0; k < encoders; ++k) parts.emplace_back(relu);
    return MultiTaskNet(
        {{"a", {4}, 2}, second},
        {std::move(parts), Dense("trunk", 4, 3, Activation::relu, rng), represented}, 1);
  };
  EXPECT_EQ(error_of([&] {
              make({"b", {4}, 2}, 1, 3);
            }),
            "MultiTaskNet: 1 encoders were given for 2 tasks: give one a task, or none where all "
            "tasks read the same inputs.");
  EXPECT_EQ(error_of([&] {
              make({"b", {2, 2}, 2}, 0, 3);
            }),
            "MultiTaskNet: the examples of task 'a' are [4] and those of task 'b' [2 x 2], but "
            "without encoders all tasks read the same inputs: give each an encoder.");
  const MultiTaskNet wrong = make({"b", {4}, 2}, 0, 5);
  EXPECT_THAT(error_of([&] {
                wrong.predict(1, Var(zeros({6, 4})));
              }),
              testing::MatchesRegex(
                  "MultiTaskNet: the trunk made .*\\[6 x 3\\].* of the inputs of task 'b', but the "
                  "heads read \\[6 x 5\\]: give Parts::represented the number that the trunk puts "
                  "out for each example, or let the trunk end with a layer that makes rows."));
}

// A model of a user's that forgets a task.
class Forgetful : public MultiTaskModel {
 public:
  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var& x, const TaskNumbers&, const Context&) const override {
    return {{x}, {x}};
  }
  Parameters shared() const override { return {}; }
  Parameters own(std::size_t) const override { return {}; }
  bool one_input() const override { return one; }

  bool one = true;

 private:
  std::vector<Task> tasks_ = {{"a", {2}, 2}, {"b", {2}, 2}};
};

TEST(Model, ErrorsOfAUsersOwnSayWhatToMend) {
  Forgetful model;
  const Var x(zeros({3, 2}));
  EXPECT_EQ(error_of([&] { model.predict_all(0, x); }),
            "forward: the model gave 1 predictions and 1 representations for 2 tasks: mend its "
            "forward(), which must give one of each a task, in their order.");
  model.one = false;
  EXPECT_EQ(
      error_of([&] { model.predict_all(0, x); }),
      "MultiTaskModel: this model has no read_out() for task 'a', which an Omega on "
      "predictions needs where the tasks' inputs differ: give it one, or penalise the heads.");
}

}  // namespace
}  // namespace tapestry::nn

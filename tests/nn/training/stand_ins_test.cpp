// That the generated stand-ins are worth learning: a linear model falls well short of a trained net
// on both, so that what a net gains from training, or from another task, can be seen on them.
#include "datasets/batches.hpp"
#include "datasets/generated/stroke_digits.hpp"
#include "datasets/generated/textured_objects.hpp"
#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

constexpr std::size_t kTraining = 4000, kTest = 1000, kBatch = 64, kEpochs = 5;

struct Data {
  datasets::ImageSet training, test;
  datasets::Scaling scaling = datasets::centred(training);

  Shape input_shape() const { return {training.features()}; }
};

// Trained on batches in the same order as the net is.
double accuracy_of_linear_model(const Data& data) {
  Rng rng(1);
  const Dense linear("linear", data.training.features(), 10, Activation::none, rng);
  Adam adam(1e-3);
  datasets::Batches batches(data.training, kBatch, /*seed=*/1, data.scaling);
  for (std::size_t i = 0; i < kEpochs * batches.batches_per_epoch(); ++i) {
    const Batch batch = batches.next();
    const Tape tape;
    const Var loss = softmax_cross_entropy(linear(Var(batch.inputs)), batch.labels);
    adam.step(linear.parameters(), tape.gradient(loss, linear.parameters()));
  }
  std::size_t correct = 0;
  const Batch test = datasets::make_batch(data.test, 0, kTest, data.scaling);
  const std::vector<int> predicted = argmax_rows(linear(Var(test.inputs)).value());
  for (std::size_t i = 0; i < kTest; ++i) correct += predicted[i] == test.labels[i];
  return static_cast<double>(correct) / kTest;
}

double accuracy_of_net(const Data& data) {
  MultiTaskNet net({{"images", data.input_shape(), 10}}, {256, {128}}, 1);
  Adam adam(1e-3);
  datasets::Batches batches(data.training, kBatch, /*seed=*/1, data.scaling);
  FitOptions options;
  options.epochs = kEpochs;
  options.rounds_per_epoch = batches.batches_per_epoch();
  fit(net, {[&] { return batches.next(); }}, adam, options);
  return evaluate(net, 0,
                  [&](const auto& visit) {
                    datasets::for_each_batch(data.test, 500, visit, data.scaling);
                  })
      .accuracy;
}

void expect_short(const Data& data, double points) {
  const double linear = accuracy_of_linear_model(data), net = accuracy_of_net(data);
  EXPECT_GT(linear, 0.15) << "above chance, 0.1: there is something to learn";
  EXPECT_GT(net, linear + points / 100) << data.training.name << ", linear model: " << linear;
  ::testing::Test::RecordProperty("linear", base::text(linear));
  ::testing::Test::RecordProperty("net", base::text(net));
}

TEST(StandIns, LinearModelOfDigitsFallsShortOfANet) {
  expect_short({datasets::stroke_digits(kTraining, 1), datasets::stroke_digits(kTest, 2)}, 8);
}

TEST(StandIns, LinearModelOfObjectsFallsShortOfANet) {
  expect_short({datasets::textured_objects(kTraining, 1), datasets::textured_objects(kTest, 2)},
               20);
}

}  // namespace
}  // namespace tapestry::nn

// The answers that the page of 07_one_task gives to its exercises.
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "datasets/datasets.hpp"
#include "nn/nn.hpp"

namespace tapestry::test {
namespace {

// The page's digits, and its nets.
struct Digits07 {
  datasets::ImageSet train, validation;
  datasets::Scaling scaling;

  Digits07() {
    const datasets::ImageSet all = datasets::stroke_digits(7000, 7);
    const datasets::Split split = datasets::split_by_counts(7000, 1000, 2000, 7);
    train = select(all, split.train);
    validation = select(all, split.validation);
    scaling = centred(train);
  }
  nn::Pass pass() const {
    return [this](const auto& visit) { for_each_batch(validation, 500, visit, scaling); };
  }
};

const Digits07& digits07() {
  static const Digits07 digits;
  return digits;
}

nn::MultiTaskNet net07(std::uint64_t seed, const std::vector<std::size_t>& hidden) {
  Rng rng(seed);
  nn::Mlp trunk("layer", nn::with_input(784, hidden), nn::Activation::relu, rng);
  return {{{"digits", {784}, 10}}, {{}, std::move(trunk), hidden.back()}, seed};
}

nn::History fit07(nn::MultiTaskNet& net, const datasets::ImageSet& set, nn::Optimiser& optimiser,
                  nn::FitOptions how, std::uint64_t seed) {
  how.rounds_per_epoch = set.size() / 50;
  how.validation = {digits07().pass()};
  const nn::BatchSource batches = datasets::Batches(set, 50, seed, digits07().scaling);
  return nn::fit(net, std::vector{batches}, optimiser, how);
}

TEST(Exercises07, UnitsThatBeginAlikeStayAlike) {
  nn::MultiTaskNet net = net07(1, {64, 64});
  const nn::Parameters parameters = net.parameters();
  for (Var p : parameters)
    if (p.rank() == 2) p.set_value(full(p.shape(), 0.05F));

  const nn::Batch batch = make_batch(digits07().train, 0, 500, digits07().scaling);
  const Tape tape;
  const Var logits = net.forward(Var(batch.inputs), {0}, nn::Context::evaluation()).predictions[0];
  const Var loss = softmax_cross_entropy(logits, batch.labels);
  for (const ParameterReport& row : gradient_report(parameters, tape.gradient(loss, parameters))) {
    EXPECT_TRUE(row.dead_units.empty()) << row.name << ": the report sees nothing wrong";
    EXPECT_GT(row.norm, 0) << row.name;
  }

  nn::Sgd sgd(0.1);
  const nn::History history = fit07(net, digits07().train, sgd, {}, 1);
  const Tensor& w = parameters[0].value();
  double moved = 0;
  for (std::size_t i = 0; i < 784; ++i) {
    moved = std::max(moved, std::abs(w(i, 0) - 0.05));
    for (std::size_t unit = 1; unit < 64; ++unit) ASSERT_NEAR(w(i, unit), w(i, 0), 1e-4);
  }
  EXPECT_GT(moved, 0.01) << "they learn, all the same";
  EXPECT_LT(history[0].tasks[0].validation->accuracy, 0.4) << "'below 40 %' on the page";
}

TEST(Exercises07, EarlyStoppingKeepsTheBestEpoch) {
  const datasets::ImageSet few = first_images(digits07().train, 200);
  nn::MultiTaskNet net = net07(2, {256, 128});
  nn::Adam adam(0.01);
  const auto stopping = std::make_shared<nn::EarlyStopping>(/*patience=*/5);
  nn::FitOptions how;
  how.epochs = 30;
  how.observers = {stopping};
  const nn::History history = fit07(net, few, adam, how, 2);

  std::vector<double> losses;
  for (const nn::Epoch& epoch : history) losses.push_back(epoch.tasks[0].validation->loss);
  const auto lowest = std::min_element(losses.begin(), losses.end());
  EXPECT_EQ(stopping->best_epoch(), static_cast<std::size_t>(lowest - losses.begin()) + 1);
  EXPECT_EQ(history.size(), stopping->best_epoch() + 5) << "it waits for five epochs more";
  EXPECT_LT(history.size(), 20U) << "on the page 30";
  EXPECT_NEAR(nn::evaluate(net, 0, digits07().pass()).loss, *lowest, 1e-5);
  EXPECT_NEAR(*lowest, 1.06, 0.08) << "the figure on the page";
}

TEST(Exercises07, WhatOverfitsIsWrongAsOftenAndSurer) {  // what the page says of its picture
  const datasets::ImageSet few = first_images(digits07().train, 200);
  nn::MultiTaskNet net = net07(2, {256, 128});
  nn::Adam adam(0.01);
  nn::FitOptions how;
  how.epochs = 30;
  const nn::History history = fit07(net, few, adam, how, 2);
  const nn::Score &fifth = *history[4].tasks[0].validation,
                  &last = *history[29].tasks[0].validation;
  EXPECT_GT(last.loss, 1.1 * fifth.loss);
  EXPECT_NEAR(last.accuracy, fifth.accuracy, 0.06);
}

// How many of the images a net gets right that guesses one of ten classes.
int guessed07(int images, Rng& rng) {
  int right = 0;
  for (int image = 0; image < images; ++image) right += uniform_draw(rng) < 0.1 ? 1 : 0;
  return right;
}

TEST(Exercises07, TheBestOfManyGuessersLooksTwiceAsGood) {
  Rng rng(1);
  double of_100 = 0, of_1000 = 0, afterwards = 0;
  for (int repeat = 0; repeat < 10; ++repeat) {
    int best = 0, best_of_1000 = 0;
    for (int net = 0; net < 1000; ++net) best = std::max(best, guessed07(100, rng));
    for (int net = 0; net < 1000; ++net)
      best_of_1000 = std::max(best_of_1000, guessed07(1000, rng));
    of_100 += best / 100.0 / 10;
    of_1000 += best_of_1000 / 1000.0 / 10;
    afterwards += guessed07(2000, rng) / 2000.0 / 10;
  }
  EXPECT_NEAR(of_100, 0.20, 0.015) << "'about 20 %' on the page";
  EXPECT_NEAR(of_1000, 0.13, 0.01) << "'13 %' on the page";
  EXPECT_NEAR(afterwards, 0.10, 0.01) << "on the test set it is a guesser";
}

}  // namespace
}  // namespace tapestry::test

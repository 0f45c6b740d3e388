// The diagnosis of fit against each task's gradient from a tape of its own, and against losses at
// parameters that the test moves itself; and that training does not notice it.
#include "nn/diagnosis/diagnosis.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "nn/balancing/mgda.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/training/fit.hpp"
#include "tests/error_of.hpp"
#include "tests/nn/training/one_input_model.hpp"

namespace tapestry::nn {
namespace {

using RowLists = std::vector<std::vector<std::size_t>>;
const std::vector<std::size_t> kAll = {0, 1, 2, 3, 4, 5};

SharedSource source_of(const std::vector<SharedBatch>& batches) {
  return [batches, next = std::size_t{0}]() mutable { return batches[next++ % batches.size()]; };
}

std::vector<SharedBatch> full_batches(std::size_t tasks, std::size_t count) {
  Rng rng(11);
  std::vector<SharedBatch> batches;
  for (std::size_t k = 0; k < count; ++k)
    batches.push_back(shared_batch(RowLists(tasks, kAll), rng));
  return batches;
}

FitOptions joint_options(std::shared_ptr<Diagnosis> diagnosis, std::size_t rounds = 1,
                         bool balance = false) {
  Together together{.diagnosis = std::move(diagnosis)};
  if (balance) together.balancer = std::make_shared<Mgda>();
  FitOptions how;
  how.steps = joint(together);
  how.rounds_per_epoch = rounds;
  return how;
}

std::shared_ptr<Diagnosis> every(std::size_t rounds, std::vector<Layer> layers = {}) {
  return std::make_shared<Diagnosis>(DiagnosisOptions{rounds, std::move(layers), true});
}

struct OneTask {
  double loss = 0;
  Tensor gradient;  // at the shared layer
};

OneTask alone(const OneInputModel& model, const SharedBatch& batch, std::size_t t) {
  const Tape tape;
  const Var loss = model.tasks()[t].loss.of(model.predict(t, Var(batch.inputs)),
                                            {batch.inputs, {}, batch.tasks[t].targets});
  return {double{loss.item()}, tape.gradient(loss, {model.shared_weight})[0]};
}

double product(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a.data()[i]} * double{b.data()[i]};
  return sum;
}

const PairDiagnosis& pair_of(const std::vector<PairDiagnosis>& pairs, const std::string& layer,
                             std::size_t first, std::size_t second) {
  for (const PairDiagnosis& pair : pairs)
    if (pair.layer == layer && pair.first == first && pair.second == second) return pair;
  throw std::runtime_error("no such pair in layer " + layer);
}

TEST(Diagnosis, IsThatOfTheGradientsOfTapesOfTheirOwn) {
  const SharedBatch batch = full_batches(3, 1)[0];
  const double rate = 0.25;
  OneInputModel model(regressions(3));
  std::vector<OneTask> tasks;
  for (std::size_t t = 0; t < 3; ++t) tasks.push_back(alone(model, batch, t));
  std::vector<std::vector<double>> after(3, std::vector<double>(3));
  const Tensor start = model.shared_weight.value();
  for (std::size_t i = 0; i < 3; ++i) {
    model.shared_weight.set_value(start - static_cast<Scalar>(rate) * tasks[i].gradient);
    for (std::size_t j = 0; j < 3; ++j) after[i][j] = alone(model, batch, j).loss;
  }
  model.shared_weight.set_value(start);
  const auto diagnosis = every(1);
  Sgd sgd(rate);
  fit(model, source_of({batch}), sgd, joint_options(diagnosis));
  const auto pairs = diagnosis->pairs();
  ASSERT_EQ(pairs.size(), 12u);  // the one layer, and all shared
  for (const std::string& layer : {std::string("shared"), std::string("all shared")})
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        if (i == j) continue;
        const PairDiagnosis& pair = pair_of(pairs, layer, i, j);
        const double li = std::sqrt(product(tasks[i].gradient, tasks[i].gradient));
        const double lj = std::sqrt(product(tasks[j].gradient, tasks[j].gradient));
        const double cosine = product(tasks[i].gradient, tasks[j].gradient) / li / lj;
        EXPECT_EQ(pair.steps, 1u);
        EXPECT_NEAR(pair.cosine, cosine, 1e-5);
        EXPECT_EQ(pair.conflicts, cosine < 0 ? 1 : 0);
        EXPECT_NEAR(pair.ratio, li / lj, 1e-5 * li / lj);
        EXPECT_EQ(pair.lookaheads, 1u);
        EXPECT_NEAR(pair.affinity, 1 - after[i][j] / tasks[j].loss, 1e-5);
        EXPECT_GT(std::abs(pair.affinity), 1e-4) << "or the line above cannot fail";
      }
}

TEST(Diagnosis, AveragesOverTheStepsItLooksAt) {
  // The parameters stay where they are: every step's figures can be told beforehand.
  const std::vector<SharedBatch> batches = full_batches(2, 20);
  OneInputModel model(regressions(2));
  // Small heads: then the errors, and with them the cosine's sign, are those of the random targets.
  for (Parameter& head : model.heads) head.set_value(Scalar(0.1) * head.value());
  double cosines = 0, logs = 0;
  std::size_t conflicts = 0;
  for (std::size_t k = 0; k < 20; k += 2) {
    const OneTask a = alone(model, batches[k], 0), b = alone(model, batches[k], 1);
    const double aa = product(a.gradient, a.gradient), bb = product(b.gradient, b.gradient);
    const double cosine = product(a.gradient, b.gradient) / std::sqrt(aa * bb);
    cosines += cosine;
    conflicts += cosine < 0;
    logs += std::log(aa / bb) / 2;
  }
  ASSERT_GT(conflicts, 0u);
  ASSERT_LT(conflicts, 10u);
  const auto diagnosis = every(2);
  Sgd still(1e-30);  // nothing moves by so little
  fit(model, source_of(batches), still, joint_options(diagnosis, 20));
  const PairDiagnosis pair = pair_of(diagnosis->pairs(), "all shared", 0, 1);
  EXPECT_EQ(pair.steps, 10u);
  EXPECT_NEAR(pair.cosine, cosines / 10, 1e-5);
  EXPECT_DOUBLE_EQ(pair.conflicts, static_cast<double>(conflicts) / 10);
  EXPECT_NEAR(pair.ratio, std::exp(logs / 10), 1e-4);
  EXPECT_EQ(pair.affinity, 0);  // a step of length 0 changes no loss
  EXPECT_NEAR(pair_of(diagnosis->pairs(), "all shared", 1, 0).ratio * pair.ratio, 1, 1e-9);
}

TEST(Diagnosis, OnlyTheLayerMovesAndIsPutBack) {
  const Parameters parameters = {Var::parameter("a.weight", tensor({1}, {1})),
                                 Var::parameter("b.weight", tensor({1}, {2}))};
  const std::vector<std::size_t> tasks = {0, 1};
  const std::vector<std::vector<Tensor>> gradients = {{tensor({1}, {1}), tensor({1}, {3})},
                                                      {tensor({1}, {1}), tensor({1}, {10})}};
  Diagnosis diagnosis;
  // L_0 = a, L_1 = a + 10 b; a step of 0.1 along task 0 is one of 0.1 in a, and of 0.3 in b.
  diagnosis.observe({tasks, parameters, gradients, {1, 21}, {true, true}}, 0.1, [&] {
    const double a = double{parameters[0].item()}, b = double{parameters[1].item()};
    return std::vector<double>{a, a + 10 * b};
  });
  const auto pairs = diagnosis.pairs();
  EXPECT_NEAR(pair_of(pairs, "a", 0, 1).affinity, 0.1 / 21, 1e-7);
  EXPECT_NEAR(pair_of(pairs, "b", 0, 1).affinity, 3.0 / 21, 1e-7);
  EXPECT_NEAR(pair_of(pairs, "all shared", 0, 1).affinity, 3.1 / 21, 1e-7);
  EXPECT_EQ(parameters[0].item(), 1);
  EXPECT_EQ(parameters[1].item(), 2);
}

TEST(Diagnosis, TrainingDoesNotNotice) {
  const auto train = [](bool look, bool balance) {
    OneInputModel model(regressions(3));
    FitOptions how = joint_options(look ? every(1) : nullptr, 12, balance);
    how.penalties = {on_heads(std::make_shared<MeanRegularised>(0.1))};
    Adam adam(0.05);
    fit(model, source_of(full_batches(3, 4)), adam, how);
    std::vector<Scalar> numbers;
    for (const Parameter& p : model.parameters())
      numbers.insert(numbers.end(), p.value().data(), p.value().data() + p.size());
    return numbers;
  };
  for (const bool balance : {false, true}) EXPECT_EQ(train(true, balance), train(false, balance));
}

TEST(Diagnosis, IsTheSameBesideABalancer) {
  std::vector<PairDiagnosis> pairs[2];
  for (const bool balance : {false, true}) {
    OneInputModel model(regressions(2));
    const auto diagnosis = every(1);
    const FitOptions how = joint_options(diagnosis, 1, balance);
    Sgd sgd(0.1);
    fit(model, source_of(full_batches(2, 1)), sgd, how);
    pairs[balance] = diagnosis->pairs();
  }
  ASSERT_EQ(pairs[0].size(), pairs[1].size());
  for (std::size_t k = 0; k < pairs[0].size(); ++k) {
    EXPECT_EQ(pairs[0][k].cosine, pairs[1][k].cosine);
    EXPECT_EQ(pairs[0][k].affinity, pairs[1][k].affinity);
  }
}

TEST(Diagnosis, ATaskWithoutAnswersTakesNoPart) {
  Rng rng(3);
  const std::vector<SharedBatch> batches = {shared_batch({kAll, {1, 4}, {0}}, rng),
                                            shared_batch({kAll, {}, {2, 3}}, rng)};
  OneInputModel model(regressions(3));
  const auto diagnosis = every(1);
  Sgd sgd(0.01);
  fit(model, source_of(batches), sgd, joint_options(diagnosis, 4));
  EXPECT_EQ(pair_of(diagnosis->pairs(), "all shared", 0, 1).steps, 2u);
  EXPECT_EQ(pair_of(diagnosis->pairs(), "all shared", 2, 1).steps, 2u);
  EXPECT_EQ(pair_of(diagnosis->pairs(), "all shared", 0, 2).steps, 4u);
}

TEST(Diagnosis, ALayerThatOneTaskAloneUsesHasNothingToCompare) {
  OneInputModel model(regressions(2));
  const auto diagnosis =
      every(1, {{"trunk", {model.shared_weight}}, {"head of 0", {model.heads[0]}}});
  Sgd sgd(0.01);
  fit(model, source_of(full_batches(2, 1)), sgd, joint_options(diagnosis));
  EXPECT_EQ(pair_of(diagnosis->pairs(), "trunk", 0, 1).steps, 1u);
  const PairDiagnosis pair = pair_of(diagnosis->pairs(), "head of 0", 0, 1);
  EXPECT_EQ(pair.steps, 0u);
  EXPECT_TRUE(std::isnan(pair.cosine) && std::isnan(pair.conflicts) && std::isnan(pair.ratio) &&
              std::isnan(pair.affinity));
}

TEST(Diagnosis, ErrorsNameTheLayerAndTheMend) {
  OneInputModel model(regressions(2)), other(regressions(2));
  EXPECT_EQ(error_of([] {
              Diagnosis({0, {}, true});
            }),
            "Diagnosis: every is 0, but it is a number of rounds: give 1 to look at all of them.");
  EXPECT_EQ(error_of([] {
              Diagnosis({1, {{"trunk", {}}}, true});
            }),
            "Diagnosis: layer 0, 'trunk', has 0 parameters: give a name and at least one "
            "parameter.");
  EXPECT_EQ(error_of([&] {
              Diagnosis({1, {{"a", {model.shared_weight}}, {"a", {model.heads[0]}}}, true});
            }),
            "Diagnosis: layers 0 and 1 are both named 'a': give each a name of its own.");
  Sgd sgd(0.01);
  const SharedSource source = source_of(full_batches(2, 1));
  const FitOptions how = joint_options(every(1, {{"trunk", {other.shared_weight}}}));
  EXPECT_EQ(error_of([&] { fit(model, source, sgd, how); }),
            "fit: the diagnosis is to look at " + describe(other.shared_weight) +
                " of the layer 'trunk', which is no parameter of the model: give those of the "
                "model's own layers.");
}

}  // namespace
}  // namespace tapestry::nn

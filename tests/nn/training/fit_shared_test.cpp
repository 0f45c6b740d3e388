// fit on shared batches with partial labels: whose answers count, what a task without any keeps,
// and how many forward passes and backward passes a step costs.
#include <cmath>

#include "engine/array/random.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/index/gather.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"
#include "tests/nn/training/orders.hpp"

namespace tapestry::nn {
namespace {

using RowLists = std::vector<std::vector<std::size_t>>;
const std::vector<std::size_t> kAll = {0, 1, 2, 3, 4, 5};
const RowLists kSomeRows = {kAll, {1, 4}, {0, 2, 5}};

FitOptions options_for(Order order, std::size_t rounds = 1) {
  FitOptions options;
  options.steps = steps_of(order);
  options.rounds_per_epoch = rounds;
  return options;
}

// The same batches for the same lists, one after the other, and from the first again.
SharedSource source_of(const std::vector<RowLists>& lists) {
  Rng rng(5);
  std::vector<SharedBatch> batches;
  for (const RowLists& rows : lists) batches.push_back(shared_batch(rows, rng));
  return [batches, next = std::size_t{0}]() mutable { return batches[next++ % batches.size()]; };
}

// The loss of task t, and its gradients at A and B_t, by plain loops over the rows with answers:
//   L = 1/(2 m) sum_i |e_i|^2,  e_i = x_i A B - y_i;   dB = 1/m sum (x_i A)' e_i;  dA = 1/m sum
//   x_i' e_i B'
struct ByHand {
  double loss = 0;
  double a[3][4] = {}, b[4][2] = {};
};

ByHand by_hand(const OneInputModel& model, const SharedBatch& batch, std::size_t t) {
  const Tensor &a = model.shared_weight.value(), &b = model.heads[t].value();
  const Answers& answers = batch.tasks[t];
  const double m = static_cast<double>(answers.rows.size());
  ByHand result;
  for (std::size_t k = 0; k < answers.rows.size(); ++k) {
    double x[3], h[4] = {}, e[2] = {};
    for (std::size_t i = 0; i < 3; ++i) x[i] = batch.inputs(answers.rows[k], i);
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t i = 0; i < 3; ++i) h[j] += x[i] * double(a(i, j));
    for (std::size_t o = 0; o < 2; ++o) {
      for (std::size_t j = 0; j < 4; ++j) e[o] += h[j] * double(b(j, o));
      e[o] -= double(answers.targets(k, o));
      result.loss += e[o] * e[o] / (2 * m);
      for (std::size_t j = 0; j < 4; ++j) {
        result.b[j][o] += h[j] * e[o] / m;
        for (std::size_t i = 0; i < 3; ++i) result.a[i][j] += x[i] * e[o] * double(b(j, o)) / m;
      }
    }
  }
  return result;
}

TEST(FitShared, EachLossIsTheMeanOverItsOwnAnswers) {
  for (bool one_input : {true, false}) {
    OneInputModel model(regressions(3));
    model.one = one_input;
    Rng rng(2);
    const SharedBatch batch = shared_batch(kSomeRows, rng);
    std::vector<ByHand> expected;
    for (std::size_t t = 0; t < 3; ++t) expected.push_back(by_hand(model, batch, t));
    const Tensor a = model.shared_weight.value();
    const auto heads = values(model.heads);
    Sgd sgd(0.1);
    const SharedSource source = [&] { return batch; };
    const History history = fit(model, source, sgd, options_for(Order::joint));
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 4; ++j) {
        const double slope = expected[0].a[i][j] + expected[1].a[i][j] + expected[2].a[i][j];
        EXPECT_NEAR(model.shared_weight.value()(i, j), double(a(i, j)) - 0.1 * slope, 1e-5);
      }
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(history[0].tasks[t].batches, 1u);
      EXPECT_NEAR(history[0].tasks[t].loss, expected[t].loss, 1e-5 * expected[t].loss);
      for (std::size_t j = 0; j < 4; ++j)
        for (std::size_t o = 0; o < 2; ++o)
          EXPECT_NEAR(model.heads[t].value()(j, o),
                      double(heads[t][2 * j + o]) - 0.1 * expected[t].b[j][o], 1e-5);
    }
  }
}

TEST(FitShared, AccuracyIsOfTheRowsWithAnswers) {
  std::vector<Task> tasks = regressions(1);
  tasks.push_back({"c", {3}, 2});
  OneInputModel model(tasks);
  Rng rng(3);
  SharedBatch batch = shared_batch({kAll, {1, 3, 4}}, rng);
  const std::vector<int> best = argmax_rows(model.predict(1, Var(batch.inputs)).value());
  batch.tasks[1] = {{1, 3, 4}, {best[1], 1 - best[3], best[4]}, {}};
  Sgd sgd(1e-30);
  const SharedSource source = [&] { return batch; };
  for (Order order : {Order::joint, Order::alternating})
    EXPECT_NEAR(fit(model, source, sgd, options_for(order))[0].tasks[1].accuracy, 2.0 / 3, 1e-12);
}

std::vector<std::unique_ptr<Optimiser>> optimisers() {
  std::vector<std::unique_ptr<Optimiser>> all;
  all.push_back(std::make_unique<Sgd>(0.05));
  all.push_back(std::make_unique<Sgd>(0.05, 0.9));
  all.push_back(std::make_unique<Adam>(0.05));
  all.push_back(std::make_unique<AdamW>(0.05, 0.5));
  return all;
}

// Three rounds give every optimiser something to remember; then a batch without answers to task 1.
TEST(FitShared, ATaskWithoutAnswersKeepsItsBits) {
  for (Order order : {Order::joint, Order::alternating})
    for (bool one_input : {true, false})
      for (const auto& optimiser : optimisers()) {
        OneInputModel model(regressions(3));
        model.one = one_input;
        fit(model, source_of({kSomeRows}), *optimiser, options_for(order, 3));
        const auto before = values(model.parameters());
        FitOptions options = options_for(order, 4);
        options.penalties = {
            on_heads(std::make_shared<MeanRegularised>(0.3))};  // also pulls at the heads
        const History history = fit(model, source_of({{kAll, {}, {0, 2}}}), *optimiser, options);
        const auto after = values(model.parameters());
        EXPECT_NE(after[0], before[0]) << "what all share moves";
        EXPECT_NE(after[1], before[1]);
        EXPECT_EQ(after[2], before[2]) << "task 1's head";
        EXPECT_NE(after[3], before[3]);
        EXPECT_EQ(history[0].tasks[0].batches, 4u);
        EXPECT_EQ(history[0].tasks[1].batches, 0u);
        EXPECT_EQ(history[0].tasks[1].loss, 0);
      }
}

TEST(FitShared, ABatchWithoutAnyAnswersTrainsNothing) {
  for (Order order : {Order::joint, Order::alternating})
    for (const auto& optimiser : optimisers()) {
      OneInputModel model(regressions(2));
      fit(model, source_of({{kAll, kAll}}), *optimiser, options_for(order, 2));
      const auto before = values(model.parameters());
      *model.counts = {};
      fit(model, source_of({{{}, {}}}), *optimiser, options_for(order, 2));
      EXPECT_EQ(values(model.parameters()), before);
      EXPECT_EQ(model.counts->forwards, 0u);
    }
}

// Both ways begin with the same model and the same batches.
struct OneSide {
  OneInputModel model{regressions(3)};
  SharedSource source = source_of({kSomeRows, {{2}, {}, kAll}, {{}, {0, 5}, {}}});
  Adam adam{0.05};

  Var inputs_of(const SharedBatch& batch, std::size_t t) const {
    const auto& of_task = batch.tasks[t].rows;
    if (of_task.size() == 6) return Var(batch.inputs);
    const std::vector<int> rows(of_task.begin(), of_task.end());
    return Var(tapestry::take_rows(Var(batch.inputs), rows).value());
  }
  Var loss(const SharedBatch& batch, std::size_t t, const Var& prediction) const {
    return model.tasks()[t].loss.of(prediction, {{}, {}, batch.tasks[t].targets});
  }
  // One step on those of the tasks that have answers, by one forward pass where there are several.
  void step(const SharedBatch& batch, const std::vector<std::size_t>& asked,
            const Omega* omega = nullptr) {
    std::vector<std::size_t> tasks;
    for (std::size_t t : asked)
      if (!batch.tasks[t].rows.empty()) tasks.push_back(t);
    if (tasks.empty()) return;
    const Tape tape;
    Var objective = 0, penalty;
    if (tasks.size() == 1) {
      const Var x = inputs_of(batch, tasks[0]);
      const std::vector<Var> all = model.predict_all(tasks[0], x);
      if (omega) penalty = (*omega)(all) / static_cast<Scalar>(x.shape()[0]);
      objective = objective + loss(batch, tasks[0], all[tasks[0]]);
    } else {
      const std::vector<Var> all = model.predict_all(tasks[0], Var(batch.inputs));
      if (omega) penalty = (*omega)(all) / Scalar(6);
      for (std::size_t t : tasks) {
        const auto& of_task = batch.tasks[t].rows;
        const std::vector<int> rows(of_task.begin(), of_task.end());
        const bool whole = rows.size() == 6;
        objective = objective + loss(batch, t, whole ? all[t] : tapestry::take_rows(all[t], rows));
      }
    }
    if (omega) objective = objective + penalty;
    const Parameters parameters = model.parameters(tasks);
    adam.step(parameters, tape.gradient(objective, parameters));
  }
};

TEST(FitShared, OrdersAreThoseOfTasksWithBatchesOfTheirOwn) {
  const std::vector<std::size_t> all = {0, 1, 2};
  for (Order order : {Order::alternating, Order::joint, Order::selected})
    for (bool with_omega : {false, true}) {
      OneSide fitted, by_hand;
      const MeanRegularised omega(0.3);
      FitOptions options = options_for(order, 7);
      options.seed = 4;
      const std::vector<double> scores = {0.5, -0.5, 0};
      options.steps = steps_of(order, scores);
      if (with_omega)
        options.penalties = {on_predictions(std::make_shared<MeanRegularised>(omega))};
      std::size_t fetched = 0, expected = 0;
      const SharedSource source = [&] {
        ++fetched;
        return fitted.source();
      };
      fit(fitted.model, source, fitted.adam, options);
      Rng rng(4);
      for (std::size_t round = 0; round < 7; ++round) {
        const auto drawn = order == Order::selected ? SubsetSelection(scores).sample(rng) : all;
        if (drawn.empty()) continue;
        const SharedBatch batch = by_hand.source();
        ++expected;
        if (order == Order::alternating)
          for (std::size_t t : all) by_hand.step(batch, {t}, with_omega ? &omega : nullptr);
        else
          by_hand.step(batch, drawn, with_omega ? &omega : nullptr);
      }
      EXPECT_EQ(values(fitted.model.parameters()), values(by_hand.model.parameters()))
          << "order " << int(order) << (with_omega ? " with Omega" : "");
      EXPECT_EQ(fetched, expected) << "one shared batch a round";
    }
}

TEST(FitShared, ForwardsAndBackwards) {
  const auto counts = [](Order order, bool one_input, bool with_omega) {
    OneInputModel model(regressions(3));
    model.one = one_input;
    FitOptions options = options_for(order);
    if (with_omega) options.penalties = {on_predictions(std::make_shared<MeanRegularised>(0.3))};
    Sgd sgd(0.01);
    fit(model, source_of({kSomeRows}), sgd, options);
    return std::make_pair(model.counts->forwards, model.counts->backwards);
  };
  using Pair = std::pair<std::size_t, std::size_t>;
  for (bool with_omega : {false, true}) {
    EXPECT_EQ(counts(Order::joint, true, with_omega), Pair(1, 1));
    EXPECT_EQ(counts(Order::joint, false, with_omega), Pair(3, 3)) << "a forward a task";
    EXPECT_EQ(counts(Order::alternating, true, with_omega), Pair(3, 3));
  }
}

// One source in braces is a list with one source a task.
TEST(FitShared, ASourceInBracesIsOfOneTask) {
  OneInputModel model(regressions(1));
  Rng rng(1);
  const auto own = [&] { return random_regression_batch(4, {3}, 2, rng); };
  Sgd sgd(0.1);
  EXPECT_EQ(fit(model, {own}, sgd, {})[0].tasks[0].batches, 1u);
  EXPECT_EQ(fit(model, {BatchSource(own)}, sgd, {})[0].tasks[0].batches, 1u);
}

}  // namespace
}  // namespace tapestry::nn

// What fit measures, reports and restores; and that it learns. Its steps themselves are checked in
// fit_orders_test.cpp, and what it refuses in fit_errors_test.cpp.
#include "nn/training/fit.hpp"

#include <chrono>
#include <cmath>
#include <thread>

#include "engine/array/random.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "tests/nn/training/orders.hpp"
#include "tests/nn/training/small_training.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(Fit, HistoryHoldsMeansOverEachEpochsBatches) {
  Training s;
  s.options.epochs = 2;
  s.options.rounds_per_epoch = 4;
  const History history = s.run();
  ASSERT_THAT(history, SizeIs(2));
  for (std::size_t e = 0; e < 2; ++e) {
    EXPECT_EQ(history[e].number, e + 1);
    ASSERT_THAT(history[e].tasks, SizeIs(2));
    double losses[2] = {0, 0}, correct = 0, examples = 0;
    for (std::size_t t = 0; t < 2; ++t)
      for (std::size_t i = 4 * e; i < 4 * e + 4; ++i) {
        const Batch& batch = s.served[t].at(i);
        const Var prediction = s.net.predict(t, Var(batch.inputs));
        losses[t] += double{s.net.tasks()[t].loss.of(prediction, batch).item()} / 4;
        if (t == 1) continue;
        for (std::size_t row = 0; row < batch.labels.size(); ++row) {
          const int best = prediction.value()(row, 1) > prediction.value()(row, 0);
          correct += best == batch.labels[row];
          ++examples;
        }
      }
    for (std::size_t t = 0; t < 2; ++t) {
      EXPECT_EQ(history[e].tasks[t].batches, 4u);
      EXPECT_NEAR(history[e].tasks[t].loss, losses[t], 1e-6);
      EXPECT_FALSE(history[e].tasks[t].validation.has_value());
    }
    EXPECT_DOUBLE_EQ(history[e].tasks[0].accuracy, correct / examples);
    EXPECT_EQ(history[e].tasks[1].accuracy, 0) << "a regression has none";
  }
  EXPECT_THAT(s.served[0], SizeIs(8));
  EXPECT_LE(history[0].seconds, history[1].seconds);
}

TEST(Fit, LossIsRecordedWithoutOmega) {
  Training with, without;
  with.options.penalties = {on_predictions(std::make_shared<MeanRegularised>(100))};
  EXPECT_EQ(with.run()[0].tasks[0].loss, without.run()[0].tasks[0].loss);
}

TEST(Fit, SchedulesTheLearningRateAndRestoresIt) {
  Training s;
  s.sgd.learning_rate = 0.5;
  s.options.epochs = 4;
  s.options.rounds_per_epoch = 5;
  std::vector<double> asked, rates;
  s.options.schedule = [&](double progress) {
    asked.push_back(progress);
    return 1 - progress;
  };
  s.options.watch = [&](const Progress&) { rates.push_back(s.sgd.learning_rate); };
  const History history = s.run();
  ASSERT_THAT(asked, SizeIs(20));
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_DOUBLE_EQ(asked[i], static_cast<double>(i) / 20);
    EXPECT_DOUBLE_EQ(rates[i], 0.5 * (1 - static_cast<double>(i) / 20));
  }
  for (std::size_t e = 0; e < 4; ++e)
    EXPECT_EQ(history[e].learning_rate, rates[5 * e + 4]) << "of the epoch's last round";
  EXPECT_EQ(s.sgd.learning_rate, 0.5);
}

TEST(Fit, RestoresTheLearningRateAfterAnException) {
  Training s;
  s.sgd.learning_rate = 0.5;
  s.options.schedule = step_decay(0.1, 0.01);
  s.options.rounds_per_epoch = 20;
  s.options.watch = [&](const Progress& p) {
    if (p.round == 10) throw std::runtime_error("stopped by hand");
  };
  EXPECT_THROW(s.run(), std::runtime_error);
  EXPECT_EQ(s.sgd.learning_rate, 0.5);
}

TEST(Fit, ValidatesOnceAnEpochWithTheTasksOwnPass) {
  Training s;
  s.sgd.learning_rate = 0.05;
  s.options.epochs = 3;
  s.options.rounds_per_epoch = 2;
  Rng rng(9);
  const Batch a = random_batch(6, {3}, 2, rng), r = random_regression_batch(6, {4}, 2, rng);
  std::vector<std::size_t> rounds_before;
  s.options.validation = {[&](const auto& visit) {
                            rounds_before.push_back(s.served[0].size());
                            visit(a);
                          },
                          [&](const auto& visit) { visit(r); }};
  const History history = s.run();
  EXPECT_THAT(rounds_before, ElementsAre(2, 4, 6));
  for (const Epoch& epoch : history) {
    EXPECT_EQ(epoch.tasks[0].validation->task, "a");
    EXPECT_EQ(epoch.tasks[1].validation->task, "r");
    EXPECT_EQ(epoch.tasks[1].validation->examples, 6u);
  }
  // The last one is of the net as it now is, and an earlier one is not.
  const std::vector<Score> now = evaluate(s.net, s.options.validation);
  EXPECT_EQ(history[2].tasks[0].validation->loss, now[0].loss);
  EXPECT_EQ(history[2].tasks[1].validation->loss, now[1].loss);
  EXPECT_NE(history[0].tasks[1].validation->loss, now[1].loss);
}

TEST(Fit, WatchSeesEveryRound) {
  Training s;
  s.options.epochs = 3;
  s.options.rounds_per_epoch = 4;
  std::size_t calls = 0;
  double last = 0;
  s.options.watch = [&](const Progress& p) {
    ++calls;
    EXPECT_EQ(p.round, calls);
    EXPECT_EQ(p.rounds, 12u);
    EXPECT_EQ(p.epoch, (calls + 3) / 4);
    EXPECT_EQ(p.epochs, 3u);
    EXPECT_GE(p.seconds, last);
    // What is left takes as long a round as what was done.
    EXPECT_NEAR(p.seconds_left * double(calls), p.seconds * double(12 - calls), 1e-9);
    EXPECT_EQ(p.so_far.number, p.epoch);
    EXPECT_EQ(p.so_far.tasks[0].batches, (calls - 1) % 4 + 1) << "counted from the epoch's start";
    last = p.seconds;
  };
  s.run();
  EXPECT_EQ(calls, 12u);
}

// A source that sleeps gives a lower bound, which no slow machine can break.
TEST(Fit, SecondsOfATaskAreThoseOfItsSteps) {
  constexpr std::chrono::milliseconds nap(10);
  for (Order order : {Order::alternating, Order::joint}) {
    Training s;
    s.sources[1] = [good = s.sources[1], nap] {
      std::this_thread::sleep_for(nap);
      return good();
    };
    s.options.steps = steps_of(order);
    s.options.epochs = 2;
    s.options.rounds_per_epoch = 3;
    const History history = s.run();
    double total = 0;
    for (const Epoch& epoch : history) {
      const double a = epoch.tasks[0].seconds, r = epoch.tasks[1].seconds;
      EXPECT_GT(a, 0);
      if (order == Order::joint) {
        EXPECT_EQ(a, r) << "shared equally";
      }
      EXPECT_GE(order == Order::joint ? a + r : r, 0.03);
      total += a + r;
      EXPECT_LE(total, epoch.seconds);
    }
  }
}

// Planted: task a's class is the sign of a fixed direction, and b's is which of three corners of
// the plane is nearest. Both are learnable, and chance is 1/2 and 1/3.
TEST(Fit, LearnsTwoPlantedTasks) {
  const auto draw = [](std::size_t task, std::size_t rows, Rng& rng) {
    Batch batch = random_batch(rows, {task == 0 ? std::size_t{4} : 2}, 1, rng);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto x = [&](std::size_t k) { return batch.inputs(i, k); };
      if (task == 0)
        batch.labels[i] = x(0) - 2 * x(1) + x(3) > 0;
      else
        batch.labels[i] = x(0) > x(1) ? (x(0) > 0 ? 0 : 2) : (x(1) > 0 ? 1 : 2);
    }
    return batch;
  };
  for (Order order : {Order::alternating, Order::joint, Order::selected}) {
    MultiTaskNet net({{"a", {4}, 2}, {"b", {2}, 3}}, {16, {16}}, 1);
    std::vector<BatchSource> sources;
    FitOptions options;
    for (std::size_t t = 0; t < 2; ++t) {
      sources.push_back([=, rng = Rng(t)]() mutable { return draw(t, 32, rng); });
      options.validation.push_back([=](const auto& visit) {
        Rng rng(100 + t);  // other examples than those for training
        visit(draw(t, 1000, rng));
      });
    }
    options.steps = steps_of(order, {1, 1});
    options.rounds_per_epoch = 800;
    options.schedule = step_decay(0.75, 0.2);
    Adam adam(0.01);
    const History history = fit(net, sources, adam, options);
    for (const TaskEpoch& task : history[0].tasks)
      EXPECT_GT(task.validation->accuracy, 0.95) << task.validation->task;
  }
}

}  // namespace
}  // namespace tapestry::nn

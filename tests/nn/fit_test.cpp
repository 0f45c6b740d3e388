// What fit measures, reports, restores and refuses; and that it learns. Its steps themselves are
// checked in fit_orders_test.cpp.
#include "nn/fit.hpp"

#include <cmath>
#include <limits>

#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

// So small that no step changes a number that is not 0: what fit measures can then be computed from
// the untrained net.
constexpr double kTiny = 1e-30;

struct Training {
  MultiTaskNet net{{{"a", {3}, 2}, {"r", {4}, 2, squared_error()}}, {5, {4}}, 1};
  Sgd sgd{kTiny};
  FitOptions options;
  std::vector<Batch> served[2];  // every batch that fit was given
  std::vector<BatchSource> sources = {
      [this, rng = Rng(1)]() mutable {
        const std::size_t rows = 3 + served[0].size() % 3;  // batches need not be equally large
        served[0].push_back(random_batch(rows, {3}, 2, rng));
        return served[0].back();
      },
      [this, rng = Rng(2)]() mutable {
        served[1].push_back(random_regression_batch(4, {4}, 2, rng));
        return served[1].back();
      }};

  Training() {
    Rng rng(3);
    for (Parameter p : net.parameters()) p.set_value(random_normal(p.shape(), rng, 0, 0.7));
  }
  Training(const Training&) = delete;
  Training& operator=(const Training&) = delete;

  History run() { return fit(net, sources, sgd, options); }
  std::string error() {
    return error_of([&] { run(); });
  }
};

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
  with.options.omega = std::make_shared<MeanRegularised>(100);
  with.options.penalised = Penalised::predictions;
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
  s.options.schedule = cut_at(0.1, 0.01);
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

TEST(Fit, RefusesOptionsThatDoNotFit) {
  const auto error = [](auto change) {
    Training s;
    change(s);
    const auto before = values(s.net.parameters());
    const std::string what = s.error();
    EXPECT_EQ(values(s.net.parameters()), before);
    EXPECT_EQ(s.sgd.learning_rate, kTiny);
    return what;
  };
  EXPECT_EQ(error([](Training& s) { s.sources.pop_back(); }),
            "fit: 1 batch sources for 2 tasks: give one a task.");
  EXPECT_EQ(error([](Training& s) { s.options.epochs = 0; }),
            "fit: 0 epochs of 1 rounds were asked for, but at least 1 of each is needed.");
  EXPECT_EQ(error([](Training& s) { s.options.rounds_per_epoch = 0; }),
            "fit: 1 epochs of 0 rounds were asked for, but at least 1 of each is needed.");
  const std::string selection =
      "fit: Order::selected needs a selection to draw from, and no other order takes one.";
  EXPECT_EQ(error([](Training& s) { s.options.order = Order::selected; }), selection);
  EXPECT_EQ(error([](Training& s) { s.options.selection = SubsetSelection({0, 0}); }), selection);
  EXPECT_EQ(error([](Training& s) {
              s.options.order = Order::selected;
              s.options.selection = SubsetSelection({0, 0, 0});
            }),
            "fit: the selection is over 3 tasks, but the model has 2: give one score a task.");
  EXPECT_EQ(error([](Training& s) { s.options.validation.resize(1); }),
            "fit: 1 validation passes for 2 tasks: give one a task, or none.");
  for (double factor :
       {-0.5, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    EXPECT_EQ(error([&](Training& s) { s.options.schedule = [=](double) { return factor; }; }),
              text("fit: the schedule's factor is ", factor,
                   " in round 1, but must be 0 or more, and finite."));
}

TEST(Fit, HeadsThatCannotBeComparedAreAnError) {
  MultiTaskNet net({{"a", {3}, 2}, {"b", {3}, 4}}, {5, {4}}, 1);
  Sgd sgd(0.1);
  Rng rng(1);
  const auto source = [&] { return random_batch(3, {3}, 2, rng); };
  FitOptions options;
  options.omega = std::make_shared<MeanRegularised>(1);
  EXPECT_THAT(error_of([&] {
                fit(net, {source, source}, sgd, options);
              }),
              StartsWith("MeanRegularised: 'head.a.weight' [4 x 2] and 'head.b.weight' [4 x 4] are "
                         "compared, so they must have the same shape"));
}

TEST(Fit, NaNInTheDataNamesTaskAndRound) {
  Training s;
  s.sgd.learning_rate = 0.01;
  s.options.rounds_per_epoch = 10;
  const BatchSource good = s.sources[1];
  s.sources[1] = [&, calls = 0]() mutable {
    Batch batch = good();
    if (++calls == 3) batch.inputs(1, 1) = std::numeric_limits<Scalar>::quiet_NaN();
    return batch;
  };
  EXPECT_EQ(s.error(),
            "fit: the loss of task 'r' became nan in round 3: lower the learning rate, or look for "
            "a NaN in its data.");
  EXPECT_EQ(s.sgd.learning_rate, 0.01);
  for (const std::vector<Scalar>& value : values(s.net.parameters()))
    for (Scalar v : value) EXPECT_TRUE(std::isfinite(v)) << "no NaN reached a parameter";
}

TEST(Fit, DivergenceIsAnErrorToo) {
  Training s;
  s.sgd.learning_rate = 1e6;
  s.options.rounds_per_epoch = 200;
  const std::string error = s.error();
  EXPECT_THAT(error, HasSubstr("lower the learning rate"));
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
    options.order = order;
    if (order == Order::selected) options.selection = SubsetSelection({1, 1});
    options.rounds_per_epoch = 800;
    options.schedule = cut_at(0.75, 0.2);
    Adam adam(0.01);
    const History history = fit(net, sources, adam, options);
    for (const TaskEpoch& task : history[0].tasks)
      EXPECT_GT(task.validation->accuracy, 0.95) << task.validation->task;
  }
}

}  // namespace
}  // namespace tapestry::nn

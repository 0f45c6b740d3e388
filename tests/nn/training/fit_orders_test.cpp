// What fit's rounds do, against loops written by hand with Tape, gradient and step: same bits.
#include <cmath>
#include <map>

#include "engine/array/random.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/orders.hpp"

namespace tapestry::nn {
namespace {

constexpr std::size_t kRounds = 6;

// A task's batches, the same for the same task and seed.
std::vector<BatchSource> sources_for(const std::vector<Task>& tasks) {
  std::vector<BatchSource> sources;
  for (std::size_t t = 0; t < tasks.size(); ++t)
    sources.push_back([task = tasks[t], rng = Rng(50 + t)]() mutable {
      return task.loss.classifies()
                 ? random_batch(5, task.input_shape, task.outputs, rng)
                 : random_regression_batch(5, task.input_shape, task.outputs, rng);
    });
  return sources;
}

// Both ways begin with the same net and the same batches.
struct Side {
  explicit Side(const std::vector<Task>& tasks)
      : net(tasks, {6, {5}}, 1), sources(sources_for(tasks)) {}

  Var loss(std::size_t t) {
    const Batch batch = sources[t]();
    return net.tasks()[t].loss.of(net.predict(t, Var(batch.inputs)), batch);
  }
  void step(const Var& objective, const Tape& tape, const std::vector<std::size_t>& tasks) {
    const Parameters parameters = net.parameters(tasks);
    adam.step(parameters, tape.gradient(objective, parameters));
  }
  void fit(FitOptions options) {
    options.rounds_per_epoch = kRounds;
    nn::fit(net, sources, adam, options);
  }

  MultiTaskNet net;
  std::vector<BatchSource> sources;
  Adam adam{0.05};
};

void expect_same_bits(const Side& a, const Side& b) {
  EXPECT_EQ(values(a.net.parameters()), values(b.net.parameters()));
}

void expect_near(const Side& a, const Side& b) {
  const auto left = values(a.net.parameters()), right = values(b.net.parameters());
  for (std::size_t p = 0; p < left.size(); ++p)
    EXPECT_THAT(left[p], testing::Pointwise(testing::FloatNear(1e-4f), right[p]));
}

TEST(FitOrders, AlternatingIsAStepATaskInTurn) {
  Side fitted(three_tasks()), by_hand(three_tasks());
  fitted.fit({});
  for (std::size_t round = 0; round < kRounds; ++round)
    for (std::size_t t = 0; t < 3; ++t) {
      const Tape tape;
      by_hand.step(by_hand.loss(t), tape, {t});
    }
  expect_same_bits(fitted, by_hand);
}

TEST(FitOrders, JointIsOneStepOnTheSum) {
  Side fitted(three_tasks()), by_hand(three_tasks());
  FitOptions options;
  options.steps = joint();
  fitted.fit(options);
  for (std::size_t round = 0; round < kRounds; ++round) {
    const Tape tape;
    const Var first = by_hand.loss(0), second = by_hand.loss(1), third = by_hand.loss(2);
    by_hand.step(first + second + third, tape, {0, 1, 2});
  }
  expect_same_bits(fitted, by_hand);
}

TEST(FitOrders, SelectedIsOneStepOnTheSumOfTheDrawnTasks) {
  Side fitted(three_tasks()), by_hand(three_tasks());
  FitOptions options;
  const SubsetSelection selection({0.5, -0.5, 0});
  options.steps = drawn(selection);
  options.seed = 4;
  fitted.fit(options);
  Rng rng(4);
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::vector<std::size_t> subset = selection.sample(rng);
    if (subset.empty()) continue;
    const Tape tape;
    Var objective = 0;
    for (std::size_t t : subset) objective = objective + by_hand.loss(t);
    by_hand.step(objective, tape, subset);
  }
  expect_same_bits(fitted, by_hand);
}

TEST(FitOrders, TasksThatAreNeverDrawnKeepTheirBits) {
  Side side(three_tasks());
  std::map<std::string, std::vector<Scalar>> before;
  for (const Parameter& p : side.net.parameters()) before[p.name()] = numbers(p.value());
  FitOptions options;
  options.steps = drawn(SubsetSelection({-50, 50, -50}));
  side.fit(options);
  for (const Parameter& p : side.net.parameters()) {
    const bool trained = p.name().find("digits") == std::string::npos &&
                         p.name().find("heights") == std::string::npos;
    EXPECT_EQ(numbers(p.value()) != before[p.name()], trained) << p.name();
  }
}

TEST(FitOrders, EmptySubsetTrainsNothing) {
  Side side(three_tasks());
  const auto before = values(side.net.parameters());
  FitOptions options;
  options.steps = drawn(SubsetSelection({-50, -50, -50}));
  options.rounds_per_epoch = 10;
  std::size_t watched = 0;
  options.watch = [&](const Progress&) { ++watched; };
  const History history = fit(side.net, side.sources, side.adam, options);
  EXPECT_EQ(values(side.net.parameters()), before);
  EXPECT_EQ(watched, 10u) << "the rounds still pass";
  for (const TaskEpoch& task : history[0].tasks) {
    EXPECT_EQ(task.batches, 0u);
    EXPECT_EQ(task.loss, 0);
    EXPECT_EQ(task.accuracy, 0);
    EXPECT_EQ(task.seconds, 0);
  }
}

// Each count is binomial(n, sigmoid(s)): within five standard deviations.
TEST(FitOrders, TasksAreDrawnAsOftenAsTheirMarginalsSay) {
  Side side(three_tasks());
  FitOptions options;
  const SubsetSelection selection({0, 1.5, -2});
  options.steps = drawn(selection);
  options.rounds_per_epoch = 2000;
  const History history = fit(side.net, side.sources, side.adam, options);
  const std::vector<double> p = selection.marginals();
  for (std::size_t t = 0; t < 3; ++t)
    EXPECT_NEAR(static_cast<double>(history[0].tasks[t].batches), 2000 * p[t],
                5 * std::sqrt(2000 * p[t] * (1 - p[t])));
}

// strength * (|w_0 - m|^2 + |w_1 - m|^2) of the heads' weights and of their biases, added once a
// step, however many tasks take part.
TEST(FitOrders, OmegaOnHeadsEntersEachStepOnce) {
  for (Order order : {Order::alternating, Order::joint}) {
    Side fitted(two_alike()), by_hand(two_alike());
    FitOptions options;
    options.steps = steps_of(order);
    options.penalties = {on_heads(std::make_shared<MeanRegularised>(0.3))};
    fitted.fit(options);
    // Computed in this order, one by one: the order decides how the gradients are rounded.
    const auto with_penalty = [&](const Var& loss) {
      const Parameters a = by_hand.net.head(0), b = by_hand.net.head(1);
      const Var weights = MeanRegularised(0.3)({a[0], b[0]});
      const Var biases = MeanRegularised(0.3)({a[1], b[1]});
      return loss + (weights + biases);
    };
    for (std::size_t round = 0; round < kRounds; ++round) {
      if (order == Order::joint) {
        const Tape tape;
        const Var first = by_hand.loss(0), second = by_hand.loss(1);
        by_hand.step(with_penalty(first + second), tape, {0, 1});
        continue;
      }
      for (std::size_t t = 0; t < 2; ++t) {
        const Tape tape;
        by_hand.step(with_penalty(by_hand.loss(t)), tape, {t});
      }
    }
    // A step on one of the tasks adds up the mean in another order.
    if (order == Order::joint)
      expect_same_bits(fitted, by_hand);
    else
      expect_near(fitted, by_hand);
    Side without(two_alike());
    options.penalties = {};
    without.fit(options);
    EXPECT_NE(values(fitted.net.parameters()), values(without.net.parameters()));
  }
}

TEST(FitOrders, OmegaOnPredictionsEntersPerBatchDividedByItsRows) {
  for (Order order : {Order::alternating, Order::joint}) {
    Side fitted(two_alike()), by_hand(two_alike());
    FitOptions options;
    options.steps = steps_of(order);
    options.penalties = {on_predictions(std::make_shared<MeanRegularised>(0.3))};
    fitted.fit(options);
    const auto loss = [&](std::size_t t) {
      const Batch batch = by_hand.sources[t]();
      const std::vector<Var> all = by_hand.net.predict_all(t, Var(batch.inputs));
      const Var penalty = MeanRegularised(0.3)(all) / Scalar{5};  // 5 rows a batch
      return by_hand.net.tasks()[t].loss.of(all[t], batch) + penalty;
    };
    for (std::size_t round = 0; round < kRounds; ++round) {
      if (order == Order::joint) {
        const Tape tape;
        const Var first = loss(0), second = loss(1);
        by_hand.step(first + second, tape, {0, 1});
        continue;
      }
      for (std::size_t t = 0; t < 2; ++t) {
        const Tape tape;
        by_hand.step(loss(t), tape, {t});
      }
    }
    expect_same_bits(fitted, by_hand);
  }
}

TEST(FitOrders, SameSeedSameBitsAndSameHistory) {
  for (Order order : {Order::alternating, Order::joint, Order::selected}) {
    const auto run = [&](std::uint64_t seed, std::vector<double>& losses) {
      Side side(three_tasks());
      FitOptions options;
      options.steps = steps_of(order, {0, 0, 0});
      options.seed = seed;
      options.rounds_per_epoch = 20;
      const History history = fit(side.net, side.sources, side.adam, options);
      for (const TaskEpoch& task : history[0].tasks) losses.push_back(task.loss);
      return values(side.net.parameters());
    };
    std::vector<double> first, second, third;
    const auto bits = run(7, first);
    EXPECT_EQ(bits, run(7, second));
    EXPECT_EQ(first, second);
    // The seed is of the draws: another one matters where tasks are drawn, and only there.
    EXPECT_EQ(bits == run(8, third), order != Order::selected);
  }
}

}  // namespace
}  // namespace tapestry::nn

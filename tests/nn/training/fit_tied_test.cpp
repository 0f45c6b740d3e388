// Omega on tied groups of weights, and its proximal step inside fit, against steps by hand.
#include <algorithm>
#include <cmath>

#include "engine/array/loops.hpp"
#include "engine/array/random.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"

namespace tapestry::nn {
namespace {

using Groups = std::vector<std::vector<Var>>;
const std::vector<std::size_t> kSix = {0, 1, 2, 3, 4, 5};

// A joint round on one shared batch with these answers, at the learning rate 0.2 * 0.5.
struct Rounds {
  explicit Rounds(const std::vector<std::vector<std::size_t>>& rows)
      : model(regressions(rows.size())) {
    Rng rng(2);
    batch = shared_batch(rows, rng);
    options.steps = joint();
    options.schedule = [](double) { return 0.5; };
  }
  void round() {
    const SharedSource source = [this] { return batch; };
    fit(model, source, sgd, options);
  }
  OneInputModel model;
  SharedBatch batch;
  FitOptions options;
  Sgd sgd{0.2};
};

TEST(FitTied, TiedGroupsAreComparedInsteadOfTheHeads) {
  MultiTaskNet net(two_alike(), {6, {5}}, 1), by_hand(two_alike(), {6, {5}}, 1);
  Rng rng(1);
  const Batch batch = random_batch(5, {3}, 2, rng);
  const auto source = [&] { return batch; };
  FitOptions options;
  options.steps = joint();
  const auto groups = [](const MultiTaskNet& of) {
    return Groups{{of.encoder(0)[0], of.encoder(1)[0]}, {of.head(0)[1], of.head(1)[1]}};
  };
  options.penalties = {on_layers(std::make_shared<MeanRegularised>(0.3), groups(net))};
  Adam adam(0.05), other(0.05);
  fit(net, {source, source}, adam, options);
  {
    const Tape tape;
    Var objective = 0;
    for (std::size_t t = 0; t < 2; ++t)
      objective =
          objective + by_hand.tasks()[t].loss.of(by_hand.predict(t, Var(batch.inputs)), batch);
    Var omega = 0;
    for (const auto& group : groups(by_hand)) omega = omega + MeanRegularised(0.3)(group);
    other.step(by_hand.parameters(), tape.gradient(objective + omega, by_hand.parameters()));
  }
  EXPECT_EQ(values(net.parameters()), values(by_hand.parameters()));
}

// v = soft(w - rate g, strength rate): the step without Omega, and then the threshold.
TEST(FitTied, TheProximalStepFollowsTheOptimisersAtItsLearningRate) {
  Rounds plain({kSix, {1, 4}}), with_omega({kSix, {1, 4}});
  plain.round();
  with_omega.options.penalties = {on_heads(std::make_shared<Lasso>(3))};
  with_omega.round();
  EXPECT_EQ(values({with_omega.model.shared_weight}), values({plain.model.shared_weight}));
  std::size_t zeros = 0, others = 0;
  for (std::size_t t = 0; t < 2; ++t)
    for (std::size_t i = 0; i < 8; ++i) {
      const double w = double(plain.model.heads[t].value().data()[i]);
      const double expected = std::copysign(std::max(std::abs(w) - 3 * 0.2 * 0.5, 0.0), w);
      const double found = double(with_omega.model.heads[t].value().data()[i]);
      EXPECT_NEAR(found, expected, 1e-6);
      ++(found == 0 ? zeros : others);
    }
  EXPECT_GT(zeros, 0u);
  EXPECT_GT(others, 0u);
}

// L2,1 couples the tasks: column j of the heads is shrunk by its length over both of them.
TEST(FitTied, TheProximalStepSeesAllTasksAtOnce) {
  Rounds plain({kSix, kSix}), with_omega({kSix, kSix});
  plain.round();
  with_omega.options.penalties = {on_layers(
      std::make_shared<L21>(4), {{with_omega.model.heads[0], with_omega.model.heads[1]}})};
  with_omega.round();
  for (std::size_t i = 0; i < 8; ++i) {
    const double a = double(plain.model.heads[0].value().data()[i]);
    const double b = double(plain.model.heads[1].value().data()[i]);
    const double factor = std::max(1 - 4 * 0.1 / std::hypot(a, b), 0.0);
    EXPECT_NEAR(with_omega.model.heads[0].value().data()[i], a * factor, 1e-6);
    EXPECT_NEAR(with_omega.model.heads[1].value().data()[i], b * factor, 1e-6);
  }
}

// Nothing is shared: the tasks' own steps, one after the other, are the joint step, and so must the
// proximal step after them be. Neighbours take the shrunk weights of no other place in the round.
TEST(FitTied, TheProximalStepComesAfterARoundOfAlternatingSteps) {
  const auto train = [](const Steps& steps) {
    MultiTaskNet net(two_alike(), {{}, Sequential(), 3}, 1);
    Rng rng(3);
    const Batch a = random_batch(8, {3}, 2, rng), b = random_batch(8, {3}, 2, rng);
    FitOptions options;
    options.rounds_per_epoch = 20;
    options.steps = steps;
    options.penalties = {on_heads(std::make_shared<L21>(0.02))};
    Sgd sgd(0.5);
    fit(net, {[&] { return a; }, [&] { return b; }}, sgd, options);
    return values(net.parameters());
  };
  const auto expected = train(joint());
  EXPECT_EQ(train(alternating()), expected);
}

// The lasso is a sum over the tasks: what was drawn is shrunk, as if it were there alone, and what
// was not drawn stays.
TEST(FitTied, TheProximalStepOfADrawnSubsetIsThatOfItsTasks) {
  Rounds alone({kSix, {}}), drawn_one({kSix, kSix});
  const auto before = values(drawn_one.model.heads);
  for (Rounds* run : {&alone, &drawn_one})
    run->options.penalties = {on_heads(std::make_shared<Lasso>(3))};
  drawn_one.options.steps = drawn(SubsetSelection({1000, -1000}));
  alone.round();
  drawn_one.round();
  const auto after = values(drawn_one.model.heads);
  EXPECT_EQ(after[0], values(alone.model.heads)[0]);
  EXPECT_NE(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);
}

// An Omega that keeps the tasks' mean, beside one that moves the same weights after the round.
TEST(FitTied, ARunningOmegaSeesWhatTheProximalStepMoved) {
  MultiTaskNet net(two_alike(), {{}, Sequential(), 3}, 1);
  MultiTaskNet by_hand(two_alike(), {{}, Sequential(), 3}, 1);
  Rng rng(3);
  const Batch batch = random_batch(8, {3}, 2, rng);
  const auto source = [&] { return batch; };
  const auto mean = std::make_shared<MeanRegularised>(0.3);
  const auto lasso = std::make_shared<Lasso>(0.2);
  FitOptions options;
  options.rounds_per_epoch = 4;
  options.steps = drawn(SubsetSelection({1000, -1000}));  // the first task alone
  options.penalties = {on_heads(mean), on_heads(lasso)};
  Sgd sgd(0.5), other(0.5);
  fit(net, {source, source}, sgd, options);
  const Parameters a = by_hand.head(0), b = by_hand.head(1);
  for (int round = 0; round < 4; ++round) {
    const Tape tape;
    const Var loss = by_hand.tasks()[0].loss.of(by_hand.predict(0, Var(batch.inputs)), batch);
    const Var omega = (*mean)({a[0], b[0]}) + (*mean)({a[1], b[1]});
    other.step(a, tape.gradient(loss + omega, a));
    for (Parameter p : a) {
      const Tensor row = kernels::reshaped(p.value(), {1, p.size()});
      p.set_value(kernels::reshaped(lasso->prox(row, 0.5), p.shape()));
    }
  }
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t i = 0; i < a[p].size(); ++i)
      EXPECT_NEAR(net.head(0)[p].value().data()[i], a[p].value().data()[i], 1e-6);
}

TEST(FitTied, TheProximalStepLeavesATaskWithoutAnswersAlone) {
  Rounds run({kSix, {}, {2, 3}});
  const auto before = values(run.model.heads);
  run.options.penalties = {on_heads(std::make_shared<L21>(0.5))};
  run.round();
  const auto after = values(run.model.heads);
  EXPECT_NE(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);
  EXPECT_NE(after[2], before[2]);
}

void tie(Rounds& run, std::vector<WeightGroup> groups) {
  run.options.penalties = {on_layers(std::make_shared<MeanRegularised>(1), std::move(groups))};
}

TEST(FitTied, WhatCannotBeTiedIsAnError) {
  const auto error = [](auto change) {
    Rounds run({kSix, kSix});
    run.options.penalties = {on_heads(std::make_shared<MeanRegularised>(1))};
    change(run);
    const auto before = values(run.model.parameters());
    const std::string what = error_of([&] { run.round(); });
    EXPECT_EQ(values(run.model.parameters()), before);
    return what;
  };
  EXPECT_EQ(error([](Rounds& run) { run.options.penalties[0].omega = nullptr; }),
            "fit: a penalty has no Omega: give it one, as in on_heads(omega).");
  EXPECT_EQ(error([](Rounds& run) { tie(run, {}); }),
            "fit: a penalty on layers has none: give on_layers() a group of parameters for each of "
            "them, or take on_heads().");
  EXPECT_EQ(error([](Rounds& run) {
              run.options.penalties[0].tasks = {1, 0};
            }),
            "fit: the Omega 'mean-regularised' is of task 0 after task 1, but must name tasks 0 to "
            "1, ascending, each once.");
  EXPECT_EQ(
      error([](Rounds& run) { run.options.penalties[0].tasks = {2}; }),
      "fit: the Omega 'mean-regularised' is of task 2, but must name tasks 0 to 1, ascending, "
      "each once.");
  EXPECT_EQ(error([](Rounds& run) {
              tie(run, {run.model.heads, {run.model.shared_weight}});
            }),
            "fit: group 1 of a penalty on layers has 1 Vars for 2 tasks: give one a task, in the "
            "tasks' order.");
  EXPECT_EQ(
      error([](Rounds& run) {
        tie(run, {{run.model.heads[0], Var()}});
      }),
      "fit: group 0 of a penalty on layers holds an empty Var, but must hold parameters of the "
      "model: give the tasks' own layers' parameters().");
  EXPECT_EQ(
      error([](Rounds& run) {
        tie(run, {{run.model.heads[0], run.model.shared_weight}});
      }),
      "fit: group 0 of a penalty on layers holds 'head.t0' [4 x 2] and 'shared.weight' [3 x 4], "
      "which must have the same shape: tie layers that all tasks have alike.");
  EXPECT_EQ(error([](Rounds& run) {
              tie(run, {{run.model.heads[1], run.model.heads[0]}});
            }),
            "fit: group 0 of a penalty on layers holds 'head.t1' [4 x 2] for task 't0', but it is "
            "not that task's own: give one of the task's own layers' parameters(), in the "
            "tasks' order.");
}

// Its selector trains the first task twice in a round: one proximal step would be half of what is
// asked for.
class TwiceTheFirst : public Selector {
 public:
  std::string name() const override { return "twice the first"; }
  std::vector<TaskNumbers> next_round(std::size_t, Rng&) override { return {{0}, {0, 1}}; }
};

TEST(FitTied, AProximalStepIsOfTasksThatTrainOnceInARound) {
  Rounds run({kSix, kSix});
  run.options.steps = Steps(std::make_shared<TwiceTheFirst>());
  run.options.penalties = {on_heads(std::make_shared<MeanRegularised>(1))};
  EXPECT_EQ(error_of([&] { run.round(); }), "no error");
  run.options.penalties = {on_heads(std::make_shared<Lasso>(1))};
  EXPECT_EQ(error_of([&] { run.round(); }),
            "fit: task 0 was trained more than once in a round, and an Omega with kinks takes one "
            "proximal step a round: let the selector give each task one step a round, and more "
            "rounds.");
}

TEST(FitTied, KinksNeedSgdAndOneMatrix) {
  const auto error = [](auto change) {
    Rounds run({kSix, kSix});
    run.options.penalties = {on_heads(std::make_shared<Lasso>(1))};
    change(run);
    return error_of([&] { run.round(); });
  };
  const std::string kinks = "fit: the Omega 'lasso' has kinks and acts by its proximal step";
  EXPECT_EQ(
      error([](Rounds& run) { run.options.penalties = {on_heads(std::make_shared<Dirty>(1, 1))}; }),
      "fit: the Omega 'dirty' is of weights that are the sum of 2 matrices, which the layers "
      "of a network are not: minimise it with the convex solver.");
  Rounds run({kSix, kSix});
  run.options.penalties = {on_heads(std::make_shared<Lasso>(1))};
  const SharedSource batches = [&] { return run.batch; };
  Sgd heavy(0.1, 0.75);
  EXPECT_EQ(
      error_of([&] { fit(run.model, batches, heavy, run.options); }),
      kinks +
          ", which a momentum of 0.75 would make weaker by a factor of 0.25: train it with Sgd "
          "without momentum.");
  Adam adam(0.1);
  const SharedSource source = [&] { return run.batch; };
  EXPECT_EQ(error_of([&] { fit(run.model, source, adam, run.options); }),
            kinks +
                ", whose length is the learning rate: train it with Sgd, because other "
                "optimisers take another step in each weight.");
}

}  // namespace
}  // namespace tapestry::nn

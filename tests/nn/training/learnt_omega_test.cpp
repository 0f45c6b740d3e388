// Omegas that have parameters of their own, which training moves beside the model's.
#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/balancing/balanced_step.hpp"
#include "nn/balancing/mean_sum.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/orders.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::nn {
namespace {

// strength * sum_t || w_t - c ||^2, the centre c learnt.
class LearntCentre : public Omega {
 public:
  LearntCentre(double strength, std::size_t width, const std::string& name = "centre")
      : strength_(static_cast<Scalar>(strength)), centre(name, full({1, width}, Scalar{0.25})) {}
  std::string name() const override { return "learnt centre"; }
  Var of(const Var& w) const override { return strength_ * sum(square(w - centre)); }
  Parameters parameters() const override { return {centre}; }

 private:
  Scalar strength_;

 public:
  const Parameter centre;
};

struct LearntRun {
  MultiTaskNet net{two_alike(), {5, {4}}, 1};
  std::shared_ptr<LearntCentre> omega = std::make_shared<LearntCentre>(0.3, 8);
  Sgd sgd{0.1};
  FitOptions options;
  std::vector<BatchSource> sources = {source(1), source(2)};

  LearntRun() {
    options.rounds_per_epoch = 5;
    options.penalties = {on_layers(omega, {{net.head(0)[0], net.head(1)[0]}})};
  }
  static BatchSource source(std::uint64_t seed) {
    return drawn_from(Rng(seed), [](Rng& rng) { return random_batch(8, {3}, 2, rng); });
  }
  History fit() { return nn::fit(net, sources, sgd, options); }
  Parameters all() const { return joined(net.parameters(), omega->parameters()); }
};

// By hand: each step's objective with its Omega, and the centre among what it moves.
TEST(LearntOmega, ItsParametersTakePartInEveryStepThatUsedThem) {
  for (const Order order : {Order::alternating, Order::joint}) {
    LearntRun run, by_hand;
    run.options.steps = steps_of(order);
    run.fit();
    for (int round = 0; round < 5; ++round) {
      const std::vector<Batch> batches = {by_hand.sources[0](), by_hand.sources[1]()};
      for (const TaskNumbers& step : order == Order::joint ? std::vector<TaskNumbers>{{0, 1}}
                                                           : std::vector<TaskNumbers>{{0}, {1}}) {
        const Tape tape;
        Var objective;
        for (const std::size_t t : step) {
          const Var loss = by_hand.net.tasks()[t].loss.of(
              by_hand.net.predict(t, Var(batches[t].inputs)), batches[t]);
          objective = objective.empty() ? loss : objective + loss;
        }
        objective = objective + (*by_hand.omega)({by_hand.net.head(0)[0], by_hand.net.head(1)[0]});
        const Parameters moved = joined(by_hand.net.parameters(step), by_hand.omega->parameters());
        by_hand.sgd.step(moved, tape.gradient(objective, moved));
      }
    }
    EXPECT_EQ(values(run.all()), values(by_hand.all()));
    EXPECT_NE(run.omega->centre.value().data()[0], Scalar{0.25});
  }
}

// A balancer that leaves Omega to fit: the gradient comes from a backward pass of its own.
TEST(LearntOmega, ABalancerOfGradientsMovesThemTheSame) {
  LearntRun sum_of_losses, sum_of_gradients;
  sum_of_losses.options.steps = joint();
  sum_of_gradients.options.steps = joint({.balancer = std::make_shared<SumGradient>()});
  sum_of_losses.fit();
  sum_of_gradients.fit();
  const Parameters a = sum_of_losses.all(), b = sum_of_gradients.all();
  for (std::size_t p = 0; p < a.size(); ++p)
    for (std::size_t i = 0; i < a[p].size(); ++i)
      EXPECT_NEAR(a[p].value().data()[i], b[p].value().data()[i], 1e-6) << describe(a[p]);
}

// With the weights at rest, the best centre is their mean.
TEST(LearntOmega, TheCentreBecomesTheMean) {
  LearntRun run;
  run.options.rounds_per_epoch = 100;
  run.options.steps = joint();
  run.fit();
  run.options.schedule = [](double) { return 0; };
  run.fit();  // nothing moves
  Sgd centre_alone(0.5);
  for (int i = 0; i < 50; ++i) {
    const Tape tape;
    const Var omega = (*run.omega)({run.net.head(0)[0], run.net.head(1)[0]});
    centre_alone.step(run.omega->parameters(), tape.gradient(omega, run.omega->parameters()));
  }
  for (std::size_t i = 0; i < 8; ++i)
    EXPECT_NEAR(run.omega->centre.value().data()[i],
                (run.net.head(0)[0].value().data()[i] + run.net.head(1)[0].value().data()[i]) / 2,
                1e-5);
}

// Of 8 rows with 2 outputs. Its parameter is read in the forward pass.
TEST(LearntOmega, OfPredictionsToo) {
  LearntRun run;
  run.omega = std::make_shared<LearntCentre>(0.3, 8 * 2);
  run.options.penalties = {on_predictions(run.omega)};
  run.options.steps = joint();
  run.fit();
  EXPECT_NE(run.omega->centre.value().data()[0], Scalar{0.25});
}

// Two penalties with one Omega: its parameters are there once.
TEST(LearntOmega, OneOmegaOfTwoLayers) {
  LearntRun run;
  run.options.penalties.push_back(on_layers(run.omega, {{run.net.head(0)[0], run.net.head(1)[0]}}));
  EXPECT_EQ(error_of([&] { run.fit(); }), "no error");
}

// Listed, and not read.
class WithAnother : public LearntCentre {
 public:
  using LearntCentre::LearntCentre;
  Parameters parameters() const override { return {centre, another}; }
  const Parameter another{"another", full({2}, Scalar{3})};
};

TEST(LearntOmega, AStepLeavesWhatItDidNotUse) {
  LearntRun run;
  const auto omega = std::make_shared<WithAnother>(0.3, 8);
  run.options.penalties = {on_layers(omega, {{run.net.head(0)[0], run.net.head(1)[0]}})};
  run.fit();
  EXPECT_NE(omega->centre.value().data()[0], Scalar{0.25});
  EXPECT_EQ(omega->another.value().data()[0], Scalar{3});
}

TEST(LearntOmega, AreSavedAndGoOnBitForBit) {
  for (const Order order : {Order::alternating, Order::joint}) {
    const TemporaryFolder folder;
    const auto configure = [&](LearntRun& run) {
      run.sgd = Sgd(0.1, 0.9);
      run.options.steps = steps_of(order);
    };
    LearntRun whole, first, second;
    for (LearntRun* run : {&whole, &first, &second}) configure(*run);
    whole.fit();
    first.options.checkpoints = second.options.checkpoints =
        Checkpoints{folder.path().string(), 100, 2, /*resume=*/true};
    first.options.stop = [left = 3]() mutable { return --left == 0; };
    first.fit();
    EXPECT_NE(values(first.all()), values(whole.all()));
    second.fit();
    EXPECT_EQ(values(second.all()), values(whole.all()));
  }
}

// Kinks and a prox, and yet something to learn.
class LearntKinks : public LearntCentre {
 public:
  using LearntCentre::LearntCentre;
  bool smooth() const override { return false; }
  bool has_prox() const override { return true; }
  Tensor prox(const Tensor& w, double) const override { return w; }
};

// Takes Omega's gradient into its own hands and forgets what Omega learns.
class Forgetful : public Balancer {
 public:
  std::string name() const override { return "forgetful"; }
  bool includes_penalty() const override { return true; }
  StepDirection direction(const BalancedStep& step) override {
    const Var all = step.losses[0] + step.losses[1] + step.penalty;
    return {step.parameters(), step.tape.gradient(all, step.parameters())};
  }
};

TEST(LearntOmega, Errors) {
  const auto error = [](const std::function<void(LearntRun&)>& change) {
    LearntRun run;
    change(run);
    const auto before = values(run.net.parameters());
    const std::string text = error_of([&] { run.fit(); });
    EXPECT_EQ(values(run.net.parameters()), before);
    return text;
  };
  const auto heads = [](LearntRun& run) {
    return std::vector<WeightGroup>{{run.net.head(0)[0], run.net.head(1)[0]}};
  };
  EXPECT_EQ(error([&](LearntRun& run) {
              run.options.penalties = {
                  on_layers(std::make_shared<LearntCentre>(1, 8, "head.a.weight"), heads(run))};
            }),
            "fit: two parameters of the model, its balancer or an Omega are named "
            "'head.a.weight': give each a name of its own; errors and saved files go by them.");
  EXPECT_EQ(error([&](LearntRun& run) {
              run.options.penalties = {on_layers(std::make_shared<LearntKinks>(1, 8), heads(run))};
            }),
            "fit: the Omega 'learnt centre' learns 'centre' [1 x 8], but has kinks and acts by its "
            "proximal step, which gives that no gradient: give it a smooth() form, or no "
            "parameters().");
  EXPECT_EQ(error([](LearntRun& run) {
              run.options.steps = joint({.balancer = std::make_shared<Forgetful>()});
            }),
            "fit: forgetful does not move 'centre' [1 x 8], which Omega learns, in round 1: as its "
            "includes_penalty() is true, its direction() must move all of "
            "step.penalty_parameters.");
}

}  // namespace
}  // namespace tapestry::nn

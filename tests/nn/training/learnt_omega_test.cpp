// Omegas that have parameters of their own, which training moves beside the model's.
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"
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
      : strength_(static_cast<Scalar>(strength)),
        centre(Var::parameter(name, full({1, width}, Scalar{0.25}))) {}
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
  std::vector<WeightGroup> heads() const { return {{net.head(0)[0], net.head(1)[0]}}; }
  History fit() { return nn::fit(net, sources, sgd, options); }
  Parameters all() const { return joined(net.parameters(), omega->parameters()); }
};

void expect_near(const Parameters& a, const Parameters& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t p = 0; p < a.size(); ++p)
    for (std::size_t i = 0; i < a[p].size(); ++i)
      EXPECT_NEAR(a[p].value().data()[i], b[p].value().data()[i], 1e-6) << describe(a[p]);
}

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
  expect_near(sum_of_losses.all(), sum_of_gradients.all());
}

// Without any loss, heads and centre move to each other, and the sum of them all stays: they meet
// at their mean.
TEST(LearntOmega, ItIsMinimisedInTheCentreToo) {
  LearntRun run;
  const Loss nothing{"nothing", [](const Var& p, const Batch&) { return 0 * sum(p); },
                     Answer::labels};
  MultiTaskNet net({{"a", {3}, 2, nothing}, {"b", {3}, 2, nothing}}, {5, {4}}, 1);
  run.options.penalties = {on_layers(run.omega, {{net.head(0)[0], net.head(1)[0]}})};
  run.options.rounds_per_epoch = 200;
  run.options.steps = joint();
  std::vector<double> means;
  for (std::size_t i = 0; i < 8; ++i)
    means.push_back((net.head(0)[0].value().data()[i] + net.head(1)[0].value().data()[i] + 0.25) /
                    3);
  nn::fit(net, run.sources, run.sgd, run.options);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(run.omega->centre.value().data()[i], means[i], 1e-5);
    EXPECT_NEAR(net.head(1)[0].value().data()[i], means[i], 1e-5);
  }
}

// Of 8 rows with 2 outputs, from the representation of each task's batch. Its parameter is read in
// the forward pass.
TEST(LearntOmega, OfPredictionsToo) {
  LearntRun run, by_hand;
  run.omega = std::make_shared<LearntCentre>(0.3, 8 * 2);
  by_hand.omega = std::make_shared<LearntCentre>(0.3, 8 * 2);
  run.options.penalties = {on_predictions(run.omega)};
  run.options.steps = joint();
  run.options.rounds_per_epoch = 1;
  run.fit();
  {
    const Tape tape;
    Var objective;
    for (std::size_t t = 0; t < 2; ++t) {
      const Batch batch = by_hand.sources[t]();
      const Var x(batch.inputs);
      const Var one = by_hand.net.tasks()[t].loss.of(by_hand.net.predict(t, x), batch) +
                      (*by_hand.omega)(by_hand.net.predict_all(t, x)) / 8;
      objective = objective.empty() ? one : objective + one;
    }
    by_hand.sgd.step(by_hand.all(), tape.gradient(objective, by_hand.all()));
  }
  expect_near(run.all(), by_hand.all());
}

// Two penalties with one Omega: its parameters are there once, and both pull at them.
TEST(LearntOmega, OneOmegaInTwoPenalties) {
  LearntRun once, twice;
  once.omega = std::make_shared<LearntCentre>(0.6, 8);
  once.options.penalties = {on_layers(once.omega, once.heads())};
  twice.options.penalties.push_back(twice.options.penalties[0]);
  once.fit();
  twice.fit();
  expect_near(once.all(), twice.all());
}

// strength * || w_0 - p ||^2, p a parameter of the model's.
class ToAParameter : public Omega {
 public:
  explicit ToAParameter(Parameter of_model) : p_(std::move(of_model)) {}
  std::string name() const override { return "to a parameter"; }
  Var of(const Var& w) const override { return Scalar(0.3) * sum(square(w - reshape(p_, {1, 8}))); }
  Parameters parameters() const override { return {p_}; }

 private:
  Parameter p_;
};

// What is the model's, too, is moved once, as the model's.
TEST(LearntOmega, AParameterOfTheModelsIsTheModels) {
  LearntRun run, by_hand;
  run.options.rounds_per_epoch = 1;
  run.options.steps = joint();
  const auto omega_of = [](LearntRun& of) {
    return std::make_shared<ToAParameter>(of.net.head(0)[0]);
  };
  run.options.penalties = {on_layers(omega_of(run), {{run.net.head(1)[0]}}, {1})};
  run.fit();
  {
    const Tape tape;
    Var objective = (*omega_of(by_hand))({by_hand.net.head(1)[0]});
    for (std::size_t t = 0; t < 2; ++t) {
      const Batch batch = by_hand.sources[t]();
      objective = objective +
                  by_hand.net.tasks()[t].loss.of(by_hand.net.predict(t, Var(batch.inputs)), batch);
    }
    by_hand.sgd.step(by_hand.net.parameters(), tape.gradient(objective, by_hand.net.parameters()));
  }
  expect_near(run.net.parameters(), by_hand.net.parameters());
}

// Listed, and not read.
class WithAnother : public LearntCentre {
 public:
  using LearntCentre::LearntCentre;
  Parameters parameters() const override { return {centre, another}; }
  const Parameter another = Var::parameter("another", full({2}, Scalar{3}));
};

TEST(LearntOmega, AStepLeavesWhatItDidNotUse) {
  LearntRun run;
  const auto omega = std::make_shared<WithAnother>(0.3, 8);
  run.options.penalties = {on_layers(omega, run.heads())};
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

// Reads the Omega's centre, and does not say so.
class ForgottenCentre : public MultiTaskNet {
 public:
  ForgottenCentre(const Parameter& centre)
      : MultiTaskNet(two_alike(), {5, {4}}, 1), centre_(centre) {}
  Outputs forward(const Var& x, const TaskNumbers& of, const Context& context) const override {
    Outputs out = MultiTaskNet::forward(x, of, context);
    for (Var& prediction : out.predictions) prediction = prediction + sum(centre_);
    return out;
  }

 private:
  Parameter centre_;
};

TEST(LearntOmega, AModelThatReadsWhatOnlyTheOmegaNamesIsRefused) {
  LearntRun run;
  ForgottenCentre net(run.omega->centre);
  run.options.penalties = {on_layers(run.omega, {{net.head(0)[0], net.head(1)[0]}})};
  EXPECT_THAT(
      error_of([&] { nn::fit(net, run.sources, run.sgd, run.options); }),
      testing::HasSubstr("reads 'centre' [1 x 8], which is in neither shared() nor an own() "
                         "of the model"));
}

TEST(LearntOmega, Errors) {
  const auto error = [](const std::function<void(LearntRun&)>& change) {
    LearntRun run;
    change(run);
    const auto before = values(run.net.parameters());
    const std::string text = error_of([&] { run.fit(); });
    EXPECT_EQ(values(run.net.parameters()), before);
    return text;
  };
  EXPECT_EQ(error([&](LearntRun& run) {
              run.options.penalties = {
                  on_layers(std::make_shared<LearntCentre>(1, 8, "head.a.weight"), run.heads())};
            }),
            "fit: two parameters of the model, its balancer or an Omega are named "
            "'head.a.weight': give each a name of its own; errors and saved files go by them.");
  EXPECT_EQ(error([&](LearntRun& run) {
              run.options.penalties = {on_layers(std::make_shared<LearntKinks>(1, 8), run.heads())};
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

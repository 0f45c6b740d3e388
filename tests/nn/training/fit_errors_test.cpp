// What fit refuses: options that do not fit the model, heads that Omega cannot compare, and numbers
// that are no longer finite.
#include <cmath>
#include <limits>

#include "engine/array/random.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "tests/nn/training/small_training.hpp"

namespace tapestry::nn {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

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
  EXPECT_EQ(error([](Training& s) {
              s.options.steps = drawn(SubsetSelection({0, 0, 0}));
            }),
            "fit: the selection is over 3 tasks, but the model has 2: give one score a task.");
  EXPECT_EQ(error([](Training& s) { s.options.validation.resize(1); }),
            "fit: 1 validation passes for 2 tasks: give one a task, or none.");
  EXPECT_EQ(error([](Training& s) { s.sources[1] = BatchSource(); }),
            "fit: the batch source of task 'r' is an empty function: give one that returns the "
            "task's next batch.");
  EXPECT_EQ(error([](Training& s) { s.options.schedule = nullptr; }),
            "fit: the schedule is an empty function: give one, such as constant().");
  EXPECT_EQ(error([](Training& s) {
              s.options.validation = {[](const auto&) {}, nullptr};
            }),
            "fit: the validation pass of task 'r' is an empty function: give one that visits the "
            "task's batches.");
  for (double factor :
       {-0.5, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    EXPECT_EQ(error([&](Training& s) { s.options.schedule = [=](double) { return factor; }; }),
              base::text("fit: the schedule's factor is ", factor,
                         " in round 1, but must be 0 or more, and finite."));
}

TEST(Fit, HeadsThatCannotBeComparedAreAnError) {
  MultiTaskNet net({{"a", {3}, 2}, {"b", {3}, 4}}, {5, {4}}, 1);
  Sgd sgd(0.1);
  Rng rng(1);
  const BatchSource source = [&] { return random_batch(3, {3}, 2, rng); };
  FitOptions options;
  options.penalties = {on_heads(std::make_shared<MeanRegularised>(1))};
  EXPECT_THAT(error_of([&] {
                fit(net, {source, source}, sgd, options);
              }),
              StartsWith("fit: Omega compares the heads of the tasks 'a' and 'b', but "
                         "'head.a.weight' [4 x 2] and 'head.b.weight' [4 x 4] differ in shape"));
  // Heads of other sizes may stand beside those that are compared.
  MultiTaskNet three({{"a", {3}, 2}, {"b", {3}, 4}, {"c", {3}, 2}}, {5, {4}}, 1);
  options.penalties = {on_heads(std::make_shared<MeanRegularised>(1), {0, 2})};
  EXPECT_NO_THROW(fit(three, {source, source, source}, sgd, options));
}

TEST(Fit, HeadsWithoutEquallyManyParametersAreAnError) {
  ToldModel model({{"a", {2}, 3, sum_as_loss()}, {"b", {2}, 3, sum_as_loss()}});
  const Parameter w = Var::parameter("w", zeros({4, 3}));
  const auto error = [&](const std::vector<Parameters>& heads) {
    model.prediction = w;
    model.heads = heads;
    FitOptions options;
    options.penalties = {on_heads(std::make_shared<MeanRegularised>(1))};
    const auto source = [] { return Batch{zeros({4, 2}), {0, 1, 2, 0}, {}}; };
    Sgd sgd(0.1);
    return error_of([&] { fit(model, {source, source}, sgd, options); });
  };
  const auto counts = [](int a, int b) {
    return base::text("fit: Omega compares the tasks' heads, but the head of task 'a' has ", a,
                      " parameters and that of task 'b' ", b,
                      ": give all heads equally many, at least 1, or penalise the predictions.");
  };
  const Parameter a = Var::parameter("a", zeros({2})), b = Var::parameter("b", zeros({2})),
                  c = Var::parameter("c", zeros({2}));
  EXPECT_EQ(error({{a}, {b}}), "no error");
  EXPECT_EQ(error({{a, b}, {c}}), counts(2, 1));
  EXPECT_EQ(error({{a}, {b, c}}), counts(1, 2));
  EXPECT_EQ(error({{a}, {}}), counts(1, 0));
  EXPECT_EQ(error({{}, {a}}), counts(0, 1));
  EXPECT_EQ(error({{}, {}}), counts(0, 0));
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

// A user's architecture, which can be told to forget something.
class Forgetting : public MultiTaskModel {
 public:
  const std::vector<Task>& tasks() const override { return tasks_; }
  Outputs forward(const Var& x, const TaskNumbers& of, const Context&) const override {
    Outputs outputs;
    for (const std::size_t t : of) outputs.predictions.push_back(matmul(x * hidden, heads[t]));
    outputs.representations.assign(of.size(), x);
    return outputs;
  }
  Parameters shared() const override { return forgets ? Parameters() : Parameters{hidden}; }
  Parameters own(std::size_t t) const override { return {heads.at(t)}; }
  Parameters head(std::size_t t) const override { return {heads.at(swaps ? 1 - t : t)}; }
  Parameters frozen() const override { return freezes ? Parameters{hidden} : Parameters(); }

  bool forgets = false, freezes = false, swaps = false;
  Parameter hidden = Var::parameter("hidden", full({3}, 1));
  Parameters heads = {Var::parameter("head.a", full({3, 2}, 1)),
                      Var::parameter("head.b", full({3, 2}, 2))};

 private:
  std::vector<Task> tasks_ = two_alike();
};

TEST(Fit, WhatAnArchitectureForgetsIsAnError) {
  const auto error = [](const auto& change) {
    Forgetting model;
    FitOptions options;
    change(model, options);
    Sgd sgd(0.1);
    Rng rng(1);
    const BatchSource source = [&] { return random_batch(4, {3}, 2, rng); };
    const std::vector<BatchSource> sources(2, source);
    return error_of([&] { fit(model, sources, sgd, options); });
  };
  EXPECT_EQ(error([](Forgetting&, FitOptions&) {}), "no error");
  EXPECT_EQ(
      error([](Forgetting& m, FitOptions&) { m.forgets = true; }),
      "fit: the forward pass of task 'a' reads 'hidden' [3], which is in neither shared() nor "
      "an own() of the model, so that no step would train it: name it there, or in frozen().");
  EXPECT_EQ(error([](Forgetting& m, FitOptions&) { m.forgets = m.freezes = true; }), "no error");
  const auto omega = std::make_shared<MeanRegularised>(1);
  EXPECT_EQ(error([&](Forgetting& m, FitOptions& options) {
              m.swaps = true;
              options.penalties = {on_heads(omega)};
            }),
            "fit: the head of task 'a' has 'head.b' [3 x 2], which is not among that task's own(), "
            "so that no step would move it: mend the model's head() or own().");
  EXPECT_EQ(
      error([](Forgetting& m, FitOptions&) {
        m.heads[1] = Var::parameter("head.a", full({3, 2}, 2));
      }),
      "fit: two parameters of the model, its balancer or an Omega are named 'head.a': give each a "
      "name of its own; errors and saved files go by them.");
}

// A user's Omega, which returns what it is told to.
class ToldOmega : public Omega {
 public:
  explicit ToldOmega(std::function<Var(const Var&)> of) : of_(std::move(of)) {}
  std::string name() const override { return "told"; }
  Var of(const Var& w) const override { return of_(w); }

 private:
  std::function<Var(const Var&)> of_;
};

TEST(Fit, AnOmegaThatIsNoNumberIsAnError) {
  const auto error = [](std::function<Var(const Var&)> of) {
    Training s;
    s.net = MultiTaskNet({{"a", {3}, 2}, {"r", {4}, 2, squared_error()}}, {5, {4}}, 1);
    s.options.penalties = {on_heads(std::make_shared<ToldOmega>(std::move(of)))};
    return s.error();
  };
  const std::string mend =
      ", but must be one number that ops made of the weights: sum() it, and compute with Vars, not "
      "with their values.";
  EXPECT_EQ(error([](const Var& w) { return sum(w); }), "no error");
  EXPECT_EQ(error([](const Var&) { return Var(); }),
            "fit: the Omega 'told' is an empty Var" + mend);
  EXPECT_EQ(error([](const Var& w) { return w * 2; }),
            "fit: the Omega 'told' is the output of mul [2 x 8]" + mend);
  EXPECT_EQ(error([](const Var& w) { return Var(sum(w).value()); }),
            "fit: the Omega 'told' is an unnamed input [scalar]" + mend);
  EXPECT_EQ(
      error([](const Var& w) { return sum(w) + NAN; }),
      "fit: the penalties became nan in round 1: look for a log, a root or a division at 0 in "
      "an Omega, or lower the learning rate.");
}

}  // namespace
}  // namespace tapestry::nn

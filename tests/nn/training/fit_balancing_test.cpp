// Balancing inside fit: what a balancer is shown, and what becomes of its answer, against backward
// passes made one task and one tape at a time.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/array/random.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/index/gather.hpp"
#include "nn/balancing/balancer.hpp"
#include "nn/omega/mean_regularised.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/nn/training/one_input_model.hpp"

namespace tapestry::nn {
namespace {

using testing::ElementsAre;

// Gives the weights it was told to give, and keeps what it saw.
struct Told : GradientBalancer {
  explicit Told(std::vector<double> given) { answer.weights = std::move(given); }
  std::string name() const override { return "Told"; }
  Weighting weights(const TaskGradients& gradients) override {
    seen.push_back(gradients);
    return answer;
  }
  Weighting answer;
  std::vector<TaskGradients> seen;
};

// sum_t s_t L_t, s one learned number a task.
struct Scaled : LossBalancer {
  explicit Scaled(std::size_t tasks) {
    for (std::size_t t = 0; t < tasks; ++t) {
      s.push_back(Var::parameter("s" + std::to_string(t), Tensor::from_shape({1})));
      s.back().mutable_value()[0] = Scalar(2) + Scalar(t);
    }
  }
  std::string name() const override { return "Scaled"; }
  Var combine(const std::vector<std::size_t>& tasks, const std::vector<Var>& losses) override {
    Var sum = 0;
    for (std::size_t k = 0; k < tasks.size(); ++k) sum = sum + s[tasks[k]] * losses[k];
    return sum;
  }
  Parameters parameters() const override { return s; }
  bool looks_again() const override { return true; }
  void after_step(const std::vector<std::size_t>& tasks, const std::vector<double>& before,
                  const std::vector<double>& after) override {
    last_tasks = tasks;
    last_before = before;
    last_after = after;
  }
  void end_epoch(const std::vector<double>& losses) override { epochs.push_back(losses); }
  Parameters s;
  std::vector<std::size_t> last_tasks;
  std::vector<double> last_before, last_after;
  std::vector<std::vector<double>> epochs;
};

Var loss_on(const OneInputModel& model, const SharedBatch& batch, std::size_t t) {
  const std::vector<int> rows(batch.tasks[t].rows.begin(), batch.tasks[t].rows.end());
  const Var x = tapestry::take_rows(Var(batch.inputs), rows);
  return model.tasks()[t].loss.of(model.predict(t, x), {x.value(), {}, batch.tasks[t].targets});
}

// Each task's own gradient of these parameters, on a tape of its own.
std::vector<Tensor> own_gradient(const OneInputModel& model, const SharedBatch& batch,
                                 std::size_t t) {
  const Tape tape;
  return tape.gradient(loss_on(model, batch, t), model.parameters(), Unused::zeros);
}

void expect_near(const Tensor& a, const Tensor& b, double tolerance = 2e-5) {
  ASSERT_EQ(a.shape(), b.shape());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a.data()[i], b.data()[i], tolerance * (1 + std::abs(double(b.data()[i]))));
}

const std::vector<std::vector<std::size_t>> kPartial = {{0, 1, 2, 3, 4, 5}, {1, 4}, {0, 2, 5}};

TEST(FitBalancing, EightTasksCostEightBackwardPassesAndOneForward) {
  OneInputModel model(regressions(8));
  Rng rng(1);
  std::vector<std::vector<std::size_t>> rows(8, {0, 1, 2, 3, 4, 5});
  rows[3] = {2};
  const SharedBatch batch = shared_batch(rows, rng);
  FitOptions options;
  options.steps = joint({.balancer = std::make_shared<Told>(std::vector<double>(8, 1))});
  Sgd sgd(0.01);
  fit(
      model, [&] { return batch; }, sgd, options);
  EXPECT_EQ(model.counts->forwards, 1u);
  EXPECT_EQ(model.counts->backwards, 8u);
  *model.counts = {};
  options.steps = joint({.balancer = std::make_shared<Scaled>(8)});
  fit(
      model, [&] { return batch; }, sgd, options);
  EXPECT_EQ(model.counts->forwards, 2u) << "Scaled looks again";
  EXPECT_EQ(model.counts->backwards, 1u);
}

TEST(FitBalancing, SharedGetsTheWeightedSumAndHeadsTheirOwnGradient) {
  for (bool one_input : {true, false}) {
    OneInputModel model(regressions(3));
    model.one = one_input;
    Rng rng(2);
    const SharedBatch batch = shared_batch(kPartial, rng);
    std::vector<std::vector<Tensor>> g;
    for (std::size_t t = 0; t < 3; ++t) g.push_back(own_gradient(model, batch, t));
    std::vector<Tensor> omega;
    {
      const Tape tape;
      omega = tape.gradient(MeanRegularised(0.3)(model.heads), model.parameters(), Unused::zeros);
    }
    std::vector<Tensor> expected;
    for (const Parameter& p : model.parameters()) expected.push_back(p.value());
    const double w[3] = {2, -0.5, 0.25}, rate = 0.1;
    for (std::size_t i = 0; i < expected[0].size(); ++i)
      for (std::size_t t = 0; t < 3; ++t)
        expected[0].data()[i] -= static_cast<Scalar>(rate * w[t] * double(g[t][0].data()[i]));
    for (std::size_t t = 0; t < 3; ++t)
      for (std::size_t i = 0; i < expected[t + 1].size(); ++i)
        expected[t + 1].data()[i] -= static_cast<Scalar>(
            rate * (double(g[t][t + 1].data()[i]) + double(omega[t + 1].data()[i])));

    const auto balancer = std::make_shared<Told>(std::vector<double>{2, -0.5, 0.25});
    FitOptions options;
    options.steps = joint({.balancer = balancer});
    options.penalties = {on_heads(std::make_shared<MeanRegularised>(0.3))};
    Sgd sgd(rate);
    fit(
        model, [&] { return batch; }, sgd, options);
    const Parameters after = model.parameters();
    for (std::size_t p = 0; p < after.size(); ++p) expect_near(after[p].value(), expected[p]);

    ASSERT_EQ(balancer->seen.size(), 1u);
    const TaskGradients& seen = balancer->seen[0];
    EXPECT_THAT(seen.tasks, ElementsAre(0, 1, 2));
    for (std::size_t s = 0; s < 3; ++s)
      for (std::size_t t = 0; t < 3; ++t) {
        double dot = 0;
        for (std::size_t i = 0; i < 12; ++i)
          dot += double(g[s][0].data()[i]) * double(g[t][0].data()[i]);
        EXPECT_NEAR(seen.dot(s, t), dot, 1e-5 * (1 + std::abs(dot))) << s << t;
      }
  }
}

TEST(FitBalancing, ATaskAloneInAStepIsNotWeighed) {
  OneInputModel model(regressions(3));
  Rng rng(2);
  const SharedBatch batch = shared_batch({{}, {1, 4}, {}}, rng);
  const std::vector<Tensor> g = own_gradient(model, batch, 1);
  const auto before = values(model.parameters());
  const auto balancer = std::make_shared<Told>(std::vector<double>{5});
  FitOptions options;
  options.steps = joint({.balancer = balancer});
  Sgd sgd(0.1);
  fit(
      model, [&] { return batch; }, sgd, options);
  EXPECT_TRUE(balancer->seen.empty());
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_NEAR(model.shared_weight.value().data()[i], before[0][i] - Scalar(0.1) * g[0].data()[i],
                1e-5);
}

TEST(FitBalancing, LossBalancerLearnsLooksAgainAndHearsOfEpochs) {
  OneInputModel model(regressions(3));
  Rng rng(3);
  const SharedBatch batch = shared_batch({kPartial[0], {}, kPartial[2]}, rng);
  const std::vector<Tensor> g0 = own_gradient(model, batch, 0), g2 = own_gradient(model, batch, 2);
  const double loss0 = loss_on(model, batch, 0).item(), loss2 = loss_on(model, batch, 2).item();
  const auto before = values(model.parameters());
  const auto balancer = std::make_shared<Scaled>(3);
  FitOptions options;
  options.steps = joint({.balancer = balancer});
  Sgd sgd(0.01);
  fit(
      model, [&] { return batch; }, sgd, options);
  for (std::size_t i = 0; i < 12; ++i)  // s_0 = 2, s_2 = 4
    EXPECT_NEAR(model.shared_weight.value().data()[i],
                before[0][i] - Scalar(0.01) * (2 * g0[0].data()[i] + 4 * g2[0].data()[i]), 1e-5);
  EXPECT_NEAR(balancer->s[0].item(), 2 - 0.01 * loss0, 1e-5);
  EXPECT_EQ(balancer->s[1].item(), 3) << "its task was not in the step";
  EXPECT_NEAR(balancer->s[2].item(), 4 - 0.01 * loss2, 1e-5);
  EXPECT_THAT(balancer->last_tasks, ElementsAre(0, 2));
  EXPECT_THAT(balancer->last_before,
              ElementsAre(testing::DoubleNear(loss0, 1e-5), testing::DoubleNear(loss2, 1e-5)));
  EXPECT_THAT(balancer->last_after,
              ElementsAre(testing::DoubleNear(loss_on(model, batch, 0).item(), 1e-5),
                          testing::DoubleNear(loss_on(model, batch, 2).item(), 1e-5)));
  ASSERT_EQ(balancer->epochs.size(), 1u);
  EXPECT_EQ(balancer->epochs[0][1], 0);
  EXPECT_NEAR(balancer->epochs[0][2], loss2, 1e-5);
}

TEST(FitBalancing, Errors) {
  OneInputModel model(regressions(3));
  Rng rng(4);
  const SharedBatch batch = shared_batch(kPartial, rng);
  const auto error = [&](const FitOptions& options) {
    const auto before = values(model.parameters());
    Sgd sgd(0.01);
    const std::string text = error_of([&] {
      fit(
          model, [&] { return batch; }, sgd, options);
    });
    EXPECT_EQ(values(model.parameters()), before);
    return text;
  };
  const auto told = std::make_shared<Told>(std::vector<double>{1, 1, 1});
  FitOptions options;
  options.steps = joint({.balancer = told});
  told->answer.status = {false, 50, 0.25, 1e-6};
  EXPECT_EQ(error(options),
            "fit: Told did not solve its inner problem in round 1: its residual is 0.25 after 50 "
            "iterations, above its tolerance 1e-06: give the method more iterations or a larger "
            "tolerance, or lower the learning rate.");
  told->answer.status = {};
  told->answer.weights = {1, 1};
  EXPECT_EQ(error(options),
            "fit: Told gave 2 weights in round 1 for 3 tasks: it must give one a task.");
  told->answer.weights = {1, NAN, 1};
  EXPECT_EQ(error(options),
            "fit: Told gave a weight nan in round 1, but weights must be finite: look for a task "
            "whose gradient is 0, or mend the method.");
}

}  // namespace
}  // namespace tapestry::nn

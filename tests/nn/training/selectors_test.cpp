// Selectors as fit uses them: reweighted draws, and one of a user's own.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

// E[sum_{t in T} g_t / P(t in T)] = sum_t g_t: plain steps from one place, whose mean over many
// draws is that of the joint step. Without the factors it would not be.
TEST(Selectors, ReweightedDrawsAreTheJointStepInTheMean) {
  const SubsetSelection selection({1, -1});
  Rng rng(3);
  const Batch batch = random_batch(5, {3}, 2, rng);
  const auto move = [&](const Steps& steps, std::uint64_t seed) {
    MultiTaskNet net(two_alike(), {5, {4}}, 1);
    const Tensor before = net.shared()[0].value();
    FitOptions options;
    options.steps = steps;
    options.seed = seed;
    Sgd sgd(0.1);
    const BatchSource source = [&] { return batch; };
    fit(net, {source, source}, sgd, options);
    return Tensor(net.shared()[0].value() - before);
  };
  const Tensor expected = move(joint(), 1);
  constexpr int kDraws = 4000;
  const auto mean_of = [&](Reweight reweight) {
    Tensor sum = zeros_like(expected);
    for (int i = 0; i < kDraws; ++i) sum += move(drawn(selection, reweight), 100 + i);
    return Tensor(sum / kDraws);
  };
  const auto distance = [&](const Tensor& x) {
    double squares = 0, of_expected = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      squares += std::pow(double{x.data()[i]} - double{expected.data()[i]}, 2);
      of_expected += std::pow(double{expected.data()[i]}, 2);
    }
    return std::sqrt(squares / of_expected);
  };
  EXPECT_LT(distance(mean_of(Reweight::yes)), 0.07);
  EXPECT_GT(distance(mean_of(Reweight::no)), 0.2);
}

// What a selector of one's own is told: the steps' tasks and their losses.
class Listening : public Selector {
 public:
  std::string name() const override { return "listening"; }
  std::vector<TaskNumbers> next_round(std::size_t, Rng&) override { return {{2}, {}, {0, 1}}; }
  std::vector<double> loss_factors(const TaskNumbers& step) const override {
    return std::vector<double>(step.size() + wrong, 1.0);
  }
  void told(const TaskNumbers& step, const std::vector<double>& losses) override {
    heard.emplace_back(step, losses);
  }

  std::size_t wrong = 0;
  std::vector<std::pair<TaskNumbers, std::vector<double>>> heard;
};

TEST(Selectors, ASelectorOfOnesOwnIsToldWhatCameOfIt) {
  MultiTaskNet net({{"a", {3}, 2}, {"b", {3}, 2}, {"c", {3}, 2}}, {5, {4}}, 1);
  Rng rng(1);
  const BatchSource source = [&] { return random_batch(4, {3}, 2, rng); };
  const std::vector<BatchSource> sources(3, source);
  Sgd sgd(0.1);
  FitOptions options;
  const auto selector = std::make_shared<Listening>();
  options.steps = Steps(selector);
  const History history = fit(net, sources, sgd, options);
  ASSERT_EQ(selector->heard.size(), 2u);
  EXPECT_EQ(selector->heard[0].first, TaskNumbers{2});
  EXPECT_EQ(selector->heard[1].first, (TaskNumbers{0, 1}));
  EXPECT_EQ(selector->heard[0].second[0], history[0].tasks[2].loss);
  EXPECT_EQ(selector->heard[1].second[1], history[0].tasks[1].loss);
  selector->wrong = 1;
  EXPECT_EQ(error_of([&] { fit(net, sources, sgd, options); }),
            "fit: the selector 'listening' gave 2 factors for 1 tasks: it must give one a task, or "
            "none.");
}

}  // namespace
}  // namespace tapestry::nn

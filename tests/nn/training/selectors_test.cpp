// Selectors as fit uses them: reweighted draws, and one of a user's own.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "nn/selection/budgeted_subsets.hpp"
#include "nn/selection/counted_subsets.hpp"
#include "nn/training/fit.hpp"
#include "tests/nn/helpers.hpp"
#include "tests/temporary_folder.hpp"

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

// Any distribution over subsets serves: here each step is on exactly one of the two.
TEST(Selectors, DrawFromAnyDistribution) {
  const auto p = std::make_shared<ChainSubsets>(exactly_k({0.5, -0.5}, 1));
  DrawnSubsets drawn_one(p, Reweight::yes);
  Rng rng(1);
  int first = 0;
  for (int draw = 0; draw < 2000; ++draw) {
    const std::vector<TaskNumbers> round = drawn_one.next_round(2, rng);
    ASSERT_EQ(round.size(), 1U);
    ASSERT_EQ(round[0].size(), 1U);
    first += round[0][0] == 0;
  }
  const double expected = 1 / (1 + std::exp(-1.0));
  EXPECT_NEAR(first / 2000.0, expected, 0.05);
  EXPECT_NEAR(drawn_one.loss_factors({0})[0], 1 / expected, 1e-12);
  EXPECT_EQ(error_of([] { DrawnSubsets(nullptr); }),
            "DrawnSubsets: there is no distribution to draw from: give one, such as "
            "SubsetSelection.");
}

// A run goes on only with the rule that it was begun with: not with other costs, either.
TEST(Selectors, ACheckpointKnowsTheRule) {
  const TemporaryFolder folder;
  const std::vector<double> scores = {0.5, -0.5, 1};
  const auto of = [](auto distribution) {
    return DrawnSubsets(std::make_shared<decltype(distribution)>(std::move(distribution)));
  };
  const auto refused = [&](DrawnSubsets other) {
    DrawnSubsets budget = of(within_budget(scores, {1, 2, 3}, 4));
    Archive out;
    out("selector", budget);
    out.write(folder.file("state"));
    Archive in(folder.file("state"));
    return error_of([&] { in("selector", other); });
  };
  EXPECT_EQ(refused(of(within_budget(scores, {1, 2, 3}, 4))), "no error");
  EXPECT_THAT(refused(of(within_budget(scores, {1, 3, 2}, 4))),
              testing::HasSubstr("what the selection was made with"));
  EXPECT_THAT(refused(of(within_budget(scores, {1, 2, 3}, 5))),
              testing::HasSubstr("the rule of the selection"));
  EXPECT_THAT(refused(of(exactly_k(scores, 2))), testing::HasSubstr("the rule of the selection"));
  EXPECT_THAT(refused(of(within_budget({0, 0, 0}, {1, 2, 3}, 4))),
              testing::HasSubstr("the scores of the selection"));
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

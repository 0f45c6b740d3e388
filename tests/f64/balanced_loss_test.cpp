// Balanced objectives in double: the gradient of what a loss balancer makes of a model's losses,
// by finite differences in the weights, and in what the balancer learns itself.
#include <gmock/gmock.h>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "nn/balancing/equal_losses.hpp"
#include "nn/balancing/geometric_mean.hpp"
#include "nn/balancing/uncertainty.hpp"

namespace tapestry::nn {
namespace {

// f_t(x) = x A B_t; a regression and a classification.
struct Objective {
  std::vector<Task> tasks = {{"r", {3}, 2, squared_error()}, {"c", {3}, 2}};
  Rng rng{3};
  Tensor inputs = random_normal({5, 3}, rng);
  std::vector<Batch> batches = {{inputs, {}, random_normal({5, 2}, rng)},
                                {inputs, {0, 1, 1, 0, 1}, {}}};
  std::vector<Tensor> weights = {random_normal({3, 4}, rng), random_normal({4, 2}, rng),
                                 random_normal({4, 2}, rng)};

  Var operator()(LossBalancer& balancer, const std::vector<Var>& w) const {
    const Var common = matmul(Var(inputs), w[0]);
    std::vector<Var> losses;
    for (std::size_t t = 0; t < 2; ++t)
      losses.push_back(tasks[t].loss.of(matmul(common, w[t + 1]), batches[t]));
    return balancer.combine({0, 1}, losses);
  }
};

void expect_right_gradient(LossBalancer& balancer) {
  const Objective objective;
  const GradientReport report = check_gradient(
      balancer.name(), [&](const std::vector<Var>& w) { return objective(balancer, w); },
      objective.weights);
  EXPECT_TRUE(report.passed) << report.text;
}

TEST(BalancedLoss, GradientsAtTheWeights) {
  EqualLosses equal;
  expect_right_gradient(equal);
  GeometricMean mean;
  expect_right_gradient(mean);
  Uncertainty uncertainty(Objective().tasks);
  uncertainty.parameters()[0].mutable_value()[0] = 0.4;
  uncertainty.parameters()[1].mutable_value()[0] = -0.7;
  expect_right_gradient(uncertainty);
}

// The learned s are leaves that combine uses itself, so their differences are taken here.
TEST(BalancedLoss, GradientsAtTheLogVariances) {
  const Objective objective;
  Uncertainty balancer(objective.tasks);
  const std::vector<Var> w = {Var(objective.weights[0]), Var(objective.weights[1]),
                              Var(objective.weights[2])};
  std::vector<Tensor> slopes;
  {
    const Tape tape;
    slopes = tape.gradient(objective(balancer, w), balancer.parameters());
  }
  const double h = 1e-5;
  for (std::size_t t = 0; t < 2; ++t) {
    Parameter s = balancer.parameters()[t];
    const auto at = [&](double x) {
      s.mutable_value()[0] = x;
      return objective(balancer, w).item();
    };
    const double difference = (at(h) - at(-h)) / (2 * h);
    at(0);
    EXPECT_NEAR(slopes[t].data()[0], difference, 1e-8) << "task " << t;
  }
}

}  // namespace
}  // namespace tapestry::nn

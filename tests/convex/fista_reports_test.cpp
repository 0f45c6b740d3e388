// What the solver says of its solutions, its warm starts, its errors, and that it never stops short
// unasked.
#include <gmock/gmock.h>

#include <cmath>

#include "nn/convex/fista.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/omega/dirty.hpp"
#include "nn/omega/elastic_net.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/trace_norm.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Fista, ReportsWhatItReached) {
  const std::vector<Batch> tasks = some_tasks(11);
  const LinearTasks loss(tasks);
  const ElasticNet omega(10, 2);
  const Solution found = minimise(loss, omega);
  EXPECT_TRUE(found.converged);
  EXPECT_LE(found.residual, FistaOptions().tolerance);
  EXPECT_GT(found.iterations, 3U);
  EXPECT_NEAR(found.objective,
              plain_loss(tasks, found.weights, Kind::linear) + omega.of(Var(found.weights)).item(),
              1e-9 * found.objective);
  // The residual, computed anew: what a proximal step of length s still moves is within s ||r||.
  const double s = 1e-3, size = 2 * std::sqrt([&] {
                                  double sum = 0;  // || grad loss(0) ||^2 / 4
                                  for (const Batch& task : tasks)
                                    for (std::size_t j = 0; j < 8; ++j) {
                                      double moment = 0;
                                      for (std::size_t i = 0; i < task.labels.size(); ++i)
                                        moment += task.inputs(i, j) * task.targets(i, 0);
                                      sum += moment * moment;
                                    }
                                  return sum;
                                }());
  Tensor ahead = plain_gradient(tasks, found.weights, Kind::linear);
  for (std::size_t i = 0; i < ahead.size(); ++i)
    ahead.data()[i] = found.weights.data()[i] - s * ahead.data()[i];
  EXPECT_LE(largest_difference(omega.prox(ahead, s), found.weights),
            s * found.residual * size + 1e-14);

  const Solution again = minimise(loss, omega);
  EXPECT_EQ(largest_difference(again.weights, found.weights), 0);
  EXPECT_EQ(again.iterations, found.iterations);
}

// A smooth objective has one subgradient, its gradient; the residual is its length, early as late.
TEST(Fista, TheResidualIsTheGradientsLengthWhereThereIsOne) {
  const std::vector<Batch> tasks = some_tasks(16);
  const LinearTasks loss(tasks);
  FistaOptions options;
  options.throw_if_short = false;
  const auto length_at = [&](const Tensor& w, double ridge) {
    const Tensor gradient = plain_gradient(tasks, w, Kind::linear);
    double sum = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i)
      sum += std::pow(gradient.data()[i] + 2 * ridge * w.data()[i], 2);
    return std::sqrt(sum);
  };
  for (options.max_iterations = 1; options.max_iterations < 6; ++options.max_iterations) {
    const Solution early = minimise(loss, Ridge(3), options);
    EXPECT_FALSE(early.converged);
    const double expected = length_at(early.weights, 3) / length_at(zeros_like(early.weights), 0);
    EXPECT_NEAR(early.residual, expected, 1e-9 * expected);
  }
}

// Fewer rows than features, and an Omega too weak to bound the weights.
TEST(Fista, SaysWhereTheGapIsNoBound) {
  const std::vector<Batch> tasks = some_tasks(17, {2, 4, 8});
  FistaOptions options;
  options.throw_if_short = false;
  options.max_iterations = 1;
  const Solution early = minimise(LinearTasks(tasks), Lasso(1e-6), options);
  EXPECT_FALSE(early.gap_is_bound);
  EXPECT_GT(early.gap, 0);
}

TEST(Fista, AWarmStartSavesIterations) {
  const std::vector<Batch> tasks = some_tasks(12);
  const LinearTasks loss(tasks);
  const Solution cold = minimise(loss, Dirty(30, 12));
  FistaOptions options;
  options.start = minimise(loss, Dirty(31, 12)).parts;
  const Solution warm = minimise(loss, Dirty(30, 12), options);
  EXPECT_LT(warm.iterations, cold.iterations);
  EXPECT_NEAR(warm.objective, cold.objective, 1e-7 * cold.objective);
  options.start = warm.parts;
  EXPECT_LE(minimise(loss, Dirty(30, 12), options).iterations, 3U);
}

TEST(Fista, NeverStopsShortSilently) {
  const std::vector<Batch> tasks = some_tasks(13);
  const LinearTasks loss(tasks);
  FistaOptions options;
  options.max_iterations = 3;
  EXPECT_THAT(error_of([&] { minimise(loss, TraceNorm(1), options); }),
              AllOf(HasSubstr("minimise: with the Omega 'trace norm' the residual is "),
                    HasSubstr(" after 3 iterations, and not at most 1e-08 (objective "),
                    HasSubstr("): allow more iterations or scale the features alike.")));
  options.throw_if_short = false;
  const Solution early = minimise(loss, TraceNorm(1), options);
  EXPECT_FALSE(early.converged);
  EXPECT_EQ(early.iterations, 3U);
  EXPECT_GT(early.residual, 1e-8);
  EXPECT_GT(early.gap, 0);

  options.max_iterations = 3000;
  options.tolerance = 0;  // more than rounding allows, unless by luck
  const Solution most = minimise(loss, TraceNorm(1), options);
  EXPECT_EQ(most.converged, most.residual == 0);
  EXPECT_LE(most.residual, 1e-13);
}

TEST(Fista, TargetsOfZeroHaveTheSolutionZero) {
  std::vector<Batch> tasks = some_tasks(14);
  for (Batch& task : tasks) task.targets.fill(0);
  const Solution found = minimise(LinearTasks(tasks), TraceNorm(1));
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(largest(found.weights), 0);
  EXPECT_EQ(found.gap, 0);
}

// Features of very different sizes make it slow, and no less right.
TEST(Fista, UnscaledFeaturesTakeLonger) {
  std::vector<Batch> tasks = some_tasks(15);
  const Solution alike = minimise(LinearTasks(tasks), Ridge(1));
  for (Batch& task : tasks)
    for (std::size_t i = 0; i < task.labels.size(); ++i) task.inputs(i, 0) *= 30;
  const LinearTasks loss(tasks);
  const Solution unlike = minimise(loss, Ridge(1));
  EXPECT_GT(unlike.iterations, 3 * alike.iterations);
  EXPECT_LE(largest_difference(unlike.weights, loss.ridge_solution(1)), 1e-4);
}

struct Kinked : Omega {
  std::string name() const override { return "my own"; }
  Var of(const Var& w) const override { return Lasso(1).of(w); }
  bool smooth() const override { return false; }
};

TEST(Fista, ErrorsSayWhatToMend) {
  const LinearTasks loss(some_tasks(16));
  EXPECT_EQ(error_of([&] { minimise(loss, Kinked()); }),
            "minimise: the Omega 'my own' has kinks and no prox, so no gradient method ends at its "
            "minimiser: write its prox.");
  FistaOptions options;
  options.start = zeros({4, 8});
  EXPECT_EQ(
      error_of([&] { minimise(loss, Dirty(1, 1), options); }),
      "minimise: the start is [4 x 8], but this Omega's w is [8 x 8]: start from the parts of "
      "a solution of the same tasks.");
  options = {};
  options.max_iterations = 0;
  EXPECT_EQ(error_of([&] { minimise(loss, Ridge(1), options); }),
            "minimise: the tolerance is 1e-08 and the most iterations are 0, but they must be 0 or "
            "more, and at least 1.");
  std::vector<Batch> huge = some_tasks(17);
  huge[1].targets(0, 0) = 1e200;
  EXPECT_THAT(error_of([&] { minimise(LinearTasks(huge), Ridge(1)); }),
              AllOf(HasSubstr("minimise: with the Omega 'ridge' the objective became inf"),
                    HasSubstr("scale the features")));
}

}  // namespace
}  // namespace tapestry::nn

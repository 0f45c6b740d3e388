// The lasso's and L2,1's solutions, against coordinate descent and the optimality conditions.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "engine/array/random.hpp"
#include "nn/convex/fista.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/logistic_tasks.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "tests/convex/coordinate_descent.hpp"

namespace tapestry::nn {
namespace {

// 20 problems: of tasks with more rows than features, and with fewer; strengths of 2 % to 50 % of
// the one from which on all weights are 0.
struct Problem {
  std::vector<Batch> tasks;
  double share;
};
std::vector<Problem> twenty_problems() {
  std::vector<Problem> problems;
  const double shares[] = {0.02, 0.1, 0.25, 0.5};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed);
    const TaskSizes sizes = {2 + seed % 4, seed % 2 == 0 ? 25U : 9U, 6 + seed % 7};
    problems.push_back({random_tasks(sizes, rng), shares[seed % 4]});
  }
  return problems;
}

double largest_column(const Tensor& x) {
  double most = 0;
  for (std::size_t j = 0; j < x.shape()[1]; ++j) {
    double sum = 0;
    for (std::size_t t = 0; t < x.shape()[0]; ++t) sum += x(t, j) * x(t, j);
    most = std::max(most, std::sqrt(sum));
  }
  return most;
}

Tensor gradient_at_zero(const std::vector<Batch>& tasks, Kind kind) {
  return plain_gradient(tasks, zeros({tasks.size(), tasks[0].inputs.shape()[1]}), kind);
}

std::size_t zeros_in(const Tensor& w) {
  return static_cast<std::size_t>(std::count(w.storage().begin(), w.storage().end(), 0.0));
}

TEST(SparseSolutions, LassoIsCoordinateDescents) {
  std::size_t none = 0;
  for (const auto& [tasks, share] : twenty_problems()) {
    const double strength = share * largest(gradient_at_zero(tasks, Kind::linear));
    const LinearTasks loss(tasks);
    const Solution found = minimise(loss, Lasso(strength));
    const Tensor w = found.weights, expected = coordinate_descent(tasks, Blocks::weights, strength);
    EXPECT_TRUE(found.converged);
    EXPECT_LE(lasso_kkt(w, plain_gradient(tasks, w, Kind::linear), strength), 1e-6);
    EXPECT_LE(largest_difference(w, expected), 1e-5);
    EXPECT_EQ(zeros_in(w), zeros_in(expected));
    none += zeros_in(w);
  }
  EXPECT_GT(none, 100U);  // or the lasso did nothing
}

TEST(SparseSolutions, L21IsCoordinateDescents) {
  std::size_t none = 0;
  for (const auto& [tasks, share] : twenty_problems()) {
    const double strength = share * largest_column(gradient_at_zero(tasks, Kind::linear));
    const LinearTasks loss(tasks);
    const Solution found = minimise(loss, L21(strength));
    const Tensor w = found.weights, expected = coordinate_descent(tasks, Blocks::columns, strength);
    EXPECT_TRUE(found.converged);
    EXPECT_LE(l21_kkt(w, plain_gradient(tasks, w, Kind::linear), strength), 1e-6);
    EXPECT_LE(largest_difference(w, expected), 1e-5);
    EXPECT_EQ(zeros_in(w), zeros_in(expected));
    none += zeros_in(w);
  }
  EXPECT_GT(none, 100U);
}

TEST(SparseSolutions, LogisticOnesAreOptimal) {
  for (const auto& [tasks, share] : twenty_problems()) {
    const Tensor at_zero = gradient_at_zero(tasks, Kind::logistic);
    const LogisticTasks loss(tasks);
    const double lasso = share * largest(at_zero), l21 = share * largest_column(at_zero);
    const Tensor w = minimise(loss, Lasso(lasso)).weights, v = minimise(loss, L21(l21)).weights;
    EXPECT_LE(lasso_kkt(w, plain_gradient(tasks, w, Kind::logistic), lasso), 1e-6);
    EXPECT_LE(l21_kkt(v, plain_gradient(tasks, v, Kind::logistic), l21), 1e-6);
  }
}

// From this strength on all weights are exactly 0, and just below it they are not.
TEST(SparseSolutions, AllAreZeroFromTheKnownStrengthOn) {
  Rng rng(3);
  const std::vector<Batch> tasks = random_tasks({}, rng);
  const LinearTasks loss(tasks);
  const Tensor at_zero = gradient_at_zero(tasks, Kind::linear);
  const double lasso = largest(at_zero), l21 = largest_column(at_zero);
  EXPECT_EQ(largest(minimise(loss, Lasso(lasso * 1.001)).weights), 0);
  EXPECT_EQ(largest(minimise(loss, L21(l21 * 1.001)).weights), 0);
  EXPECT_GT(largest(minimise(loss, Lasso(lasso * 0.999)).weights), 0);
  EXPECT_GT(largest(minimise(loss, L21(l21 * 0.999)).weights), 0);
}

// However early it stops, the minimum is within the gap.
TEST(SparseSolutions, TheGapBoundsTheDistanceToTheMinimum) {
  std::size_t loose = 0;
  for (const auto& [tasks, share] : twenty_problems()) {
    const double strength = share * largest_column(gradient_at_zero(tasks, Kind::linear));
    const LinearTasks loss(tasks);
    const L21 omega(strength);
    const Tensor best = coordinate_descent(tasks, Blocks::columns, strength);
    const double minimum = plain_loss(tasks, best, Kind::linear) + omega.of(Var(best)).item();
    for (const double tolerance : {3e-1, 1e-1, 1e-2, 1e-4, 1e-8}) {
      FistaOptions options;
      options.tolerance = tolerance;
      const Solution found = minimise(loss, omega, options);
      EXPECT_TRUE(found.gap_is_bound) << "tolerance " << tolerance;
      EXPECT_NEAR(
          found.objective,
          plain_loss(tasks, found.weights, Kind::linear) + omega.of(Var(found.weights)).item(),
          1e-10 * minimum);
      EXPECT_LE(found.objective - minimum, found.gap + 1e-12 * minimum);
      loose += found.objective - minimum > 1e-9 * minimum;
      if (tolerance == 1e-8) {
        EXPECT_LE(found.gap, 1e-6 * minimum);
      }
    }
  }
  EXPECT_GT(loose, 20U);  // the bound was put to the test
}

}  // namespace
}  // namespace tapestry::nn

// The trace norm: how near its minimum is, and the cases of its prox that a random w never is; and
// the learnt covariance, found the long way round.
#include "nn/omega/trace_norm.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "datasets/generated/planted_tasks.hpp"
#include "engine/array/lapack.hpp"
#include "nn/convex/fista.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/omega/task_covariance.hpp"
#include "nn/omega/task_relationship.hpp"
#include "tests/convex/random_tasks.hpp"

namespace tapestry::nn {
namespace {

TEST(TraceNormSolutions, AreWithinAMillionthOfTheMinimum) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const LinearTasks loss(some_tasks(seed, {3 + seed % 5, seed % 2 == 0 ? 20U : 6U, 8}));
    const Solution found = minimise(loss, TraceNorm(5 * double(1 + seed % 4)));
    EXPECT_TRUE(found.gap_is_bound);
    EXPECT_LE(found.gap, 1e-6 * found.objective);
    EXPECT_GT(found.objective, 0);
  }
}

// u diag(a, b) v^T of two rotations u and v, and a row of zeros.
Tensor with_values(double a, double b) {
  const double c = std::cos(0.4), s = std::sin(0.4), d = std::cos(1.1), e = std::sin(1.1);
  return tensor({3, 2}, {c * a * d + s * b * e, c * a * e - s * b * d, s * a * d - c * b * e,
                         s * a * e + c * b * d, 0, 0});
}

TEST(TraceNormProx, RepeatedAndZeroSingularValues) {
  const auto expect_values = [](double a, double b, double step, double new_a, double new_b) {
    const Tensor w = with_values(a, b);
    const Tensor before = kernels::singular_value_decomposition(w).values;
    ASSERT_NEAR(before(0), a, 1e-12);
    ASSERT_NEAR(before(1), b, 1e-12);
    EXPECT_LE(largest_difference(TraceNorm(2).prox(w, step), with_values(new_a, new_b)), 1e-12);
  };
  expect_values(3, 3, 0.5, 2, 2);  // repeated
  expect_values(3, 3, 2, 0, 0);    // and all gone
  expect_values(3, 0, 0.5, 2, 0);  // one is 0 already
  expect_values(3, 1, 0.5, 2, 0);  // one becomes 0, at the very threshold
  expect_values(3, 1e-9, 1e-10, 3 - 2e-10, 8e-10);
  EXPECT_EQ(TraceNorm(2).prox(zeros({3, 2}), 0.5), zeros({3, 2}));
}

// Zhang & Yeung's algorithm: w for a fixed covariance, the best covariance for that w, and so on.
// It goes to the minimum that TaskRelationship has at once, and never up. (Where tasks are so much
// alike that a variance goes to 0, it gets there ever more slowly: these are not.)
TEST(TaskCovarianceInTurn, GoesDownToTheTaskRelationshipsMinimum) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    datasets::PlantedSizes sizes;
    sizes.tasks = 3;
    sizes.features = 6;
    const LinearTasks loss(planted_tasks(datasets::Structure::unrelated, seed, sizes).train);
    const TaskRelationship at_once(0.1);
    const Solution minimum = minimise(loss, at_once);
    Tensor covariance = zeros({3, 3}), weights;
    for (std::size_t t = 0; t < 3; ++t) covariance(t, t) = Scalar(1) / 3;
    double before = 1e300;
    for (int turn = 0; turn < 200; ++turn) {
      weights = minimise(loss, TaskCovariance(covariance, 0.1)).weights;
      const double objective = loss.of(Var(weights)).item() + at_once.of(Var(weights)).item();
      EXPECT_LE(objective, before * (1 + 1e-9));
      before = objective;
      covariance = at_once.covariance(weights);
    }
    EXPECT_NEAR(before, minimum.objective, 1e-6 * before);
    EXPECT_LE(largest_difference(weights, minimum.weights), 1e-3);
  }
}

}  // namespace
}  // namespace tapestry::nn

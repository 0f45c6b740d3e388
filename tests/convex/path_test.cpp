// Regularisation paths: warm starts change nothing but the work, and where all weights are 0.
#include "nn/convex/path.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "engine/array/lapack.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/stages.hpp"
#include "nn/omega/capped_l1.hpp"
#include "nn/omega/l21.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/robust.hpp"
#include "nn/omega/task_relationship.hpp"
#include "nn/omega/trace_norm.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

template <class OneStrength>
OmegaOfStrength of_strength() {
  return [](double strength) { return std::make_shared<OneStrength>(strength); };
}

TEST(Path, WarmStartsFindTheColdSolutionsInFewerIterations) {
  std::size_t warm = 0, cold = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const LinearTasks loss(some_tasks(seed, {5, 12, 8}));
    const std::vector<double> strengths = falling_strengths(100, 1, 15);
    const std::vector<PathPoint> path =
        regularisation_path(loss, of_strength<TraceNorm>(), strengths);
    ASSERT_EQ(path.size(), 15U);
    for (std::size_t k = 0; k < path.size(); ++k) {
      const Solution alone = minimise(loss, TraceNorm(strengths[k]));
      EXPECT_EQ(path[k].strength, strengths[k]);
      EXPECT_LE(largest_difference(path[k].solution.weights, alone.weights), 1e-5);
      warm += path[k].solution.iterations;
      cold += alone.iterations;
    }
  }
  EXPECT_LT(warm, cold);
}

TEST(Path, FallingStrengthsAreEachTheSameMultipleOfTheOneBefore) {
  const std::vector<double> strengths = falling_strengths(100, 0.01, 5);
  EXPECT_THAT(strengths, testing::Pointwise(testing::DoubleNear(1e-12),
                                            std::vector<double>{100, 10, 1, 0.1, 0.01}));
}

// Lasso: the largest slope at 0; L2,1: the largest column's length; trace norm: the slopes' largest
// singular value; robust: that, or the largest row's length over its own strength, if larger.
TEST(Path, AllIsZeroFromTheKnownStrengthOn) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<Batch> tasks = some_tasks(seed, {4, 15, 6});
    const Tensor slope = plain_gradient(tasks, zeros({4, 6}), Kind::linear);
    double column = 0, row = 0;
    for (std::size_t j = 0; j < 6; ++j) {
      double square = 0;
      for (std::size_t t = 0; t < 4; ++t) square += slope(t, j) * slope(t, j);
      column = std::max(column, std::sqrt(square));
    }
    for (std::size_t t = 0; t < 4; ++t) {
      double square = 0;
      for (std::size_t j = 0; j < 6; ++j) square += slope(t, j) * slope(t, j);
      row = std::max(row, std::sqrt(square));
    }
    const double spectrum = kernels::singular_value_decomposition(slope).values(0);
    const LinearTasks loss(tasks);
    const auto expect_near = [](double found, double expected) {
      EXPECT_NEAR(found, expected, 2e-6 * expected);
    };
    expect_near(strength_of_zero(loss, of_strength<Lasso>()), largest(slope));
    expect_near(strength_of_zero(loss, of_strength<L21>()), column);
    expect_near(strength_of_zero(loss, of_strength<TraceNorm>()), spectrum);
    const OmegaOfStrength robust = [](double s) { return std::make_shared<Robust>(s, 0.5 * s); };
    expect_near(strength_of_zero(loss, robust), std::max(spectrum, row / 0.5));
  }
}

TEST(Path, WithoutASlopeAllIsZeroAtEveryStrength) {
  const Batch rows{full({3, 2}, 1), {}, zeros({3, 1})};
  EXPECT_EQ(strength_of_zero(LinearTasks({rows}), of_strength<Lasso>()), 0);
}

// The stages begin at the lasso, whatever the cap.
TEST(Path, ACappedL1IsZeroFromWhereTheLassoIs) {
  const LinearTasks loss(some_tasks(2, {4, 15, 6}));
  const double lasso = strength_of_zero(loss, of_strength<Lasso>());
  for (const double cap : {0.01, 1.0, 100.0}) {
    const OmegaOfStrength capped = [&](double s) { return std::make_shared<CappedL1>(s, cap); };
    EXPECT_NEAR(strength_of_zero(loss, capped), lasso, 2e-6 * lasso);
    EXPECT_EQ(largest(regularisation_path(loss, capped, {1.001 * lasso})[0].solution.weights), 0);
    EXPECT_GT(largest(regularisation_path(loss, capped, {0.99 * lasso})[0].solution.weights), 0);
  }
}

// Each strength by itself, whatever the order; and no gap is claimed for it.
TEST(Path, OfWhatIsNotConvexIsTheStages) {
  const LinearTasks loss(some_tasks(3, {4, 20, 5}));
  const OmegaOfStrength capped = [](double s) { return std::make_shared<CappedL1>(s, 1); };
  for (const PathPoint& point : regularisation_path(loss, capped, {3, 30, 10})) {
    const StagesSolution stages = minimise_in_stages(loss, *capped(point.strength));
    EXPECT_EQ(point.solution.weights, stages.last.weights);
    EXPECT_EQ(point.solution.objective, stages.objectives.back());
    EXPECT_NEAR(point.solution.objective,
                loss.of(Var(point.solution.weights)).item() +
                    capped(point.strength)->of(Var(point.solution.weights)).item(),
                1e-9);
    EXPECT_FALSE(point.solution.gap_is_bound);
    EXPECT_TRUE(std::isinf(point.solution.gap));
  }
}

TEST(Path, ErrorsSayWhatToMend) {
  const LinearTasks loss(some_tasks(1));
  EXPECT_EQ(error_of([&] { regularisation_path(loss, of_strength<L21>(), {}); }),
            "regularisation_path: no strengths were given, but at least one is needed.");
  EXPECT_EQ(error_of([&] { falling_strengths(1, 2, 5); }),
            "falling_strengths: 5 strengths from 1 to 2 were asked for, but they must be at least "
            "2, and fall to a number above 0.");
  EXPECT_THAT(error_of([&] { falling_strengths(1, 0, 5); }), testing::HasSubstr("above 0"));
  EXPECT_THAT(error_of([&] { falling_strengths(2, 1, 1); }), testing::HasSubstr("at least 2"));
  EXPECT_THAT(error_of([&] { strength_of_zero(loss, of_strength<TaskRelationship>()); }),
              testing::HasSubstr("leaves weights other than 0 at every strength"));
  EXPECT_EQ(error_of([&] { strength_of_zero(loss, of_strength<Ridge>()); }),
            "strength_of_zero: the Omega 'ridge' leaves weights other than 0 at every strength: "
            "give the path's strengths by hand.");
}

}  // namespace
}  // namespace tapestry::nn

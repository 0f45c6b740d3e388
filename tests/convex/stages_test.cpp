// Capped L1 by stages: against minima that are found otherwise.
#include "nn/convex/stages.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "datasets/generated/planted_tasks.hpp"
#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/path.hpp"
#include "nn/omega/capped_l1.hpp"
#include "nn/omega/lasso.hpp"
#include "nn/omega/ridge.hpp"
#include "nn/omega/task_groups.hpp"
#include "nn/omega/two_parts.hpp"
#include "tests/convex/random_tasks.hpp"
#include "tests/error_of.hpp"

namespace tapestry::nn {
namespace {

TEST(Stages, TheObjectiveFallsFromTheLassosUntilItSettles) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const LinearTasks loss(some_tasks(seed, {4, 15, 8}));
    const CappedL1 omega(8, 0.8);
    const StagesSolution found = minimise_in_stages(loss, omega, 30);
    EXPECT_TRUE(found.settled);
    const Tensor lasso = minimise(loss, Lasso(8)).weights;
    const double first = loss.of(Var(lasso)).item() + omega.of(Var(lasso)).item();
    EXPECT_NEAR(found.objectives[0], first, 1e-6 * first);
    for (std::size_t k = 1; k < found.objectives.size(); ++k)
      EXPECT_LE(found.objectives[k], found.objectives[k - 1] * (1 + 1e-9));
    EXPECT_LT(found.objectives.back(), 0.999 * first);
  }
}

TEST(Stages, WithoutACapItIsTheLasso) {
  const LinearTasks loss(some_tasks(3));
  const StagesSolution found = minimise_in_stages(loss, CappedL1(8, 1e6));
  EXPECT_LE(largest_difference(found.last.weights, minimise(loss, Lasso(8)).weights), 1e-6);
}

// One task with one input: (y - x w)^2 summed is a parabola, and its minimum with the cap is known.
TEST(Stages, ALargeWeightIsNotShrunkAndASmallOneIsTheLassos) {
  Batch rows{tensor({2, 1}, {1, 1}), {}, tensor({2, 1}, {3, 5})};
  const auto weight = [&](double strength) {
    return minimise_in_stages(LinearTasks({rows}), CappedL1(strength, 1)).last.weights(0, 0);
  };
  EXPECT_NEAR(weight(4), 4, 1e-6);     // the lasso's 3 is above the cap: then no penalty
  EXPECT_NEAR(weight(14), 0.5, 1e-6);  // 4 - 14 / 4 is below it, and stays
}

// What the cap is for: where the true weights are large and the same features are used by all, it
// errs less than the lasso, both at their best strengths.
TEST(Stages, ErrsLessThanTheLassoWhereWeightsAreLarge) {
  datasets::PlantedSizes sizes;
  sizes.train = 40;
  sizes.signal = 3;
  std::size_t better = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto world = planted_tasks(datasets::Structure::sparse, seed, sizes);
    const LinearTasks loss(world.train);
    const auto least_error = [&](const OmegaOfStrength& omega) {
      FistaOptions how;
      how.tolerance = 1e-4;
      double least = 1e300;
      for (const PathPoint& point :
           regularisation_path(loss, omega, falling_strengths(300, 3, 8), how)) {
        double error = 0;
        for (std::size_t i = 0; i < world.weights.size(); ++i)
          error += std::pow(point.solution.weights.data()[i] - world.weights.data()[i], 2);
        least = std::min(least, error);
      }
      return least;
    };
    better += least_error([](double s) { return std::make_shared<CappedL1>(s, 4); }) <
              0.7 * least_error([](double s) { return std::make_shared<Lasso>(s); });
  }
  EXPECT_EQ(better, 10U);
}

// Of two parts, of which one is not convex. The other one is dear enough that not all goes into it:
// then there would be nothing left to fall.
TEST(Stages, OfTwoParts) {
  const LinearTasks loss(some_tasks(4, {4, 20, 5}));
  const TwoParts omega(std::make_shared<CappedL1>(6, 1), std::make_shared<TaskGroups>(10));
  const StagesSolution found = minimise_in_stages(loss, omega);
  EXPECT_TRUE(found.settled);
  for (std::size_t k = 1; k < found.objectives.size(); ++k)
    EXPECT_LE(found.objectives[k], found.objectives[k - 1] * (1 + 1e-9));
  EXPECT_LT(found.objectives.back(), 0.95 * found.objectives.front());
}

TEST(Stages, ErrorsSayWhatToMend) {
  FistaOptions exact;
  exact.tolerance = 0;
  exact.throw_if_short = false;
  exact.max_iterations = 3;
  EXPECT_FALSE(
      minimise_in_stages(LinearTasks(some_tasks(1)), CappedL1(8, 0.8), 2, exact).last.converged);
  EXPECT_THAT(
      error_of([&] { minimise_in_stages(LinearTasks(some_tasks(1)), CappedL1(8, 0.8), 1); }),
      testing::AllOf(testing::HasSubstr("the objective still falls after 1 stages"),
                     testing::EndsWith(": allow more.")));
  const LinearTasks loss(some_tasks(1));
  EXPECT_EQ(error_of([&] { minimise(loss, CappedL1(1, 1)); }),
            "minimise: the Omega 'capped L1' is not convex, and what is found need not be its "
            "minimum: use minimise_in_stages.");
  EXPECT_EQ(error_of([&] { minimise_in_stages(loss, CappedL1(1, 1), 0); }),
            "minimise_in_stages: 0 stages were asked for, but there must be at least 1.");
  EXPECT_EQ(error_of([&] { minimise_in_stages(loss, Ridge(1)); }),
            "Omega: ridge is convex, and needs no convex bound: minimise it as it is.");
}

}  // namespace
}  // namespace tapestry::nn

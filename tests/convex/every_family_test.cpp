// The solutions of every family that can be asked for by name, on linear and on logistic tasks:
// optimal, by what knows nothing of the solver.
#include <gmock/gmock.h>

#include <cctype>

#include "nn/convex/linear_tasks.hpp"
#include "nn/convex/logistic_tasks.hpp"
#include "nn/convex/path.hpp"
#include "nn/omega/families.hpp"
#include "nn/omega/two_parts.hpp"
#include "tests/convex/random_tasks.hpp"

namespace tapestry::nn {

void PrintTo(const OmegaFamily& family, std::ostream* out) { *out << family.name; }

namespace {

class EveryFamily : public testing::TestWithParam<OmegaFamily> {};
INSTANTIATE_TEST_SUITE_P(Omegas, EveryFamily, testing::ValuesIn(omega_families()),
                         [](const auto& family) {
                           std::string name = family.param.name;
                           for (char& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

// A point is a minimum where a step down the loss's slope, here from plain loops, is taken back by
// Omega's proximal step; that step is held against a search in tests/omega.
TEST_P(EveryFamily, SolutionsAreFixedPointsOfTheProximalStep) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    for (const Kind kind : {Kind::linear, Kind::logistic}) {
      const std::vector<Batch> tasks = some_tasks(seed, {4, 20, 5});
      const LinearTasks linear(tasks);
      const LogisticTasks logistic(tasks);
      const TaskLosses& loss = kind == Kind::linear ? static_cast<const TaskLosses&>(linear)
                                                    : static_cast<const TaskLosses&>(logistic);
      const double strength = kind == Kind::linear ? 3 : 0.5;
      const auto omega = GetParam().make(strength, GetParam().shapes[0], 4);
      const auto at = [&](double) { return omega; };
      // One that does not grow with w leaves logistic tasks without a minimum, where a plane parts
      // the yes from the no.
      if (kind == Kind::logistic && !omega->convex()) continue;
      FistaOptions how;
      how.tolerance = 1e-10;
      const Solution found = regularisation_path(loss, at, {strength}, how)[0].solution;
      Tensor slope = plain_gradient(tasks, found.weights, kind);
      if (omega->parts() == 2) slope = join_parts(slope, slope);
      const double step = 0.01;
      Tensor down = found.parts;
      for (std::size_t i = 0; i < down.size(); ++i) down.data()[i] -= step * slope.data()[i];
      EXPECT_LE(largest_difference(omega->prox(down, step), found.parts), 1e-7);
      if (!omega->convex()) continue;
      EXPECT_TRUE(found.gap_is_bound);
      EXPECT_LE(found.gap, 1e-6 * found.objective);
    }
}

// Along a path the objective at a strength is no more than that of the other strengths' weights.
TEST_P(EveryFamily, HasAPath) {
  if (!GetParam().make(1, GetParam().shapes[0], 4)->convex()) GTEST_SKIP() << "see path_test.cpp";
  const LinearTasks linear(some_tasks(1, {4, 20, 5}));
  const LogisticTasks logistic(some_tasks(2, {4, 20, 5}));
  for (const TaskLosses* loss :
       {static_cast<const TaskLosses*>(&linear), static_cast<const TaskLosses*>(&logistic)}) {
    const auto at = [&](double strength) {
      return GetParam().make(strength, GetParam().shapes[0], loss->tasks());
    };
    FistaOptions how;
    how.tolerance = 1e-7;
    const auto path = regularisation_path(*loss, at, {30, 3, 0.3}, how);
    ASSERT_EQ(path.size(), 3U);
    for (const PathPoint& point : path)
      for (const PathPoint& other : path) {
        const auto value = [&](const Solution& s) {
          return loss->of(Var(s.weights)).item() + at(point.strength)->of(Var(s.parts)).item();
        };
        EXPECT_LE(value(point.solution), value(other.solution) * (1 + 1e-7)) << point.strength;
      }
  }
}

}  // namespace
}  // namespace tapestry::nn

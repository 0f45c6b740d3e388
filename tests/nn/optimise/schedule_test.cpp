#include "nn/optimise/schedule.hpp"

#include <cmath>
#include <limits>

#include "tests/nn/helpers.hpp"

namespace tapestry::nn {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

TEST(Schedule, ConstantIsOne) {
  for (double progress : {0.0, 0.3, 0.999}) EXPECT_EQ(constant()(progress), 1);
}

TEST(Schedule, StepDecayIsOneAndThenTheFactor) {
  const Schedule cut = step_decay(0.75, 0.2);
  EXPECT_EQ(cut(0), 1);
  EXPECT_EQ(cut(0.7499), 1);
  EXPECT_EQ(cut(0.75), 0.2);
  EXPECT_EQ(cut(0.99), 0.2);
}

TEST(Schedule, CosineFallsFromOneToItsLast) {
  const Schedule half = cosine(), floor = cosine(0.2);
  EXPECT_DOUBLE_EQ(half(0), 1);
  EXPECT_NEAR(half(0.5), 0.5, 1e-15);
  EXPECT_NEAR(half(1.0 / 3), 0.75, 1e-15);  // cos(60 degrees) = 1/2
  EXPECT_NEAR(half(1), 0, 1e-15);
  EXPECT_DOUBLE_EQ(floor(0), 1);
  EXPECT_NEAR(floor(0.5), 0.6, 1e-15);
  EXPECT_NEAR(floor(1), 0.2, 1e-15);
}

TEST(Schedule, WarmUpRisesAndThenFollowsTheRest) {
  const Schedule warm = warm_up(0.1, step_decay(0.5, 0.25));
  EXPECT_EQ(warm(0), 0);
  EXPECT_DOUBLE_EQ(warm(0.05), 0.5);
  EXPECT_EQ(warm(0.1), 1);
  EXPECT_EQ(warm(0.4), 1);
  EXPECT_EQ(warm(0.5), 0.25);
  // During the rise the rest counts, too: here it is 1/4 from 5 % on.
  EXPECT_DOUBLE_EQ(warm_up(0.1, step_decay(0.05, 0.25))(0.08), 0.8 * 0.25);
}

TEST(Schedule, RefusesWhatIsOutOfRange) {
  for (double when : {0.0, 1.0, -0.5, 2.0, kNoNumber}) {
    EXPECT_EQ(
        error_of([&] { step_decay(when, 0.1); }),
        base::text("step_decay: the cut is at ", when, " of training, but must lie in (0, 1)."));
    EXPECT_EQ(error_of([&] { warm_up(when, constant()); }),
              base::text("warm_up: the share is ", when, " of training, but must lie in (0, 1)."));
  }
  EXPECT_EQ(error_of([] { warm_up(0.1, nullptr); }),
            "warm_up: the schedule to follow is an empty function: give one, such as constant().");
  for (double factor : {-0.1, kNoNumber}) {
    EXPECT_EQ(error_of([&] { step_decay(0.5, factor); }),
              base::text("step_decay: the factor is ", factor, ", but must be 0 or more."));
    EXPECT_EQ(error_of([&] { cosine(factor); }),
              base::text("cosine: the last factor is ", factor, ", but must be 0 or more."));
  }
}

}  // namespace
}  // namespace tapestry::nn

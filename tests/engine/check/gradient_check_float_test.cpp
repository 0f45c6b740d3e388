// The gradient check in the float build: duller than in double, but right.
#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Vars = std::vector<Var>;

TEST(GradientCheckInFloat, PassesRightPullbacks) {
  Rng rng(1);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    GradientCheck options;
    options.seed = seed;
    const auto layer = [](const Vars& x) { return tanh(matmul(x[0], x[1]) + x[2]); };
    const GradientReport report =
        check_gradient("layer", layer,
                       {random_normal({3, 4}, rng, 0, 0.5), random_normal({4, 2}, rng, 0, 0.5),
                        random_normal({2}, rng)},
                       options);
    EXPECT_TRUE(report.passed) << report.text;
    EXPECT_LT(report.worst_error, kGradientTolerance);
  }
}

TEST(GradientCheckInFloat, CatchesWrongOnes) {
  const auto squared = [](const Vars& x) {
    const Var a = x[0];
    return record("my_square", square(a).value(),
                  {{a, [a](const Var& g, const Var&) { return g * a; }}});
  };
  const GradientReport report = check_gradient("my_square", squared, {full({2, 2}, 3)});
  EXPECT_FALSE(report.passed);
  EXPECT_THAT(report.text,
              testing::StartsWith("my_square: the gradient of input 0 [2 x 2] is wrong"));
  EXPECT_THAT(report.text, testing::HasSubstr("one of two uses is dropped"));
}

}  // namespace
}  // namespace tapestry

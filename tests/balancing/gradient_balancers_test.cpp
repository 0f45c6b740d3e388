// What every gradient balancer must hold, on random gradients; one test a property, for each row of
// the table in gradient_methods.hpp. What one method alone promises is in the files of its name.
#include <limits>

#include "nn/balancing/cagrad.hpp"
#include "nn/balancing/gradnorm.hpp"
#include "nn/balancing/gradvac.hpp"
#include "nn/balancing/upgrad.hpp"
#include "tests/balancing/gradient_methods.hpp"
#include "tests/balancing/random_gradients.hpp"

namespace tapestry::nn {
namespace {

class EveryMethod : public testing::TestWithParam<GradientMethod> {};
INSTANTIATE_TEST_SUITE_P(Table, EveryMethod, testing::ValuesIn(gradient_methods()), test_name);

// The answer to the last of three steps on the same gradients, so that a method that learns has
// learned something. The losses fall, each at a pace that its gradient decides, whatever its scale.
Weighting third_answer(const GradientMethod& method, const Rows& j) {
  const std::unique_ptr<GradientBalancer> balancer = method.make();
  TaskGradients gradients = gradients_of(j);
  for (int step = 0;; ++step) {
    const Weighting answer = balancer->weights(gradients);
    if (step == 2) return answer;
    for (std::size_t t = 0; t < j.size(); ++t)
      gradients.losses[t] *= norm(j[t]) > 0 ? std::exp(-std::abs(j[t][0]) / norm(j[t])) : 1;
  }
}

void expect_sound(const GradientMethod& method, const Rows& j, const std::string& what) {
  SCOPED_TRACE(what);
  const Weighting a = third_answer(method, j);
  ASSERT_EQ(a.weights.size(), j.size());
  for (double w : a.weights) ASSERT_TRUE(std::isfinite(w));
  EXPECT_TRUE(a.status.solved) << "residual " << a.status.residual;
  EXPECT_LE(a.status.residual, a.status.tolerance);
  if (!method.never_conflicts) return;
  // Rounding of d, a sum whose terms may cancel, is all that may be missing.
  double terms = 0;
  for (std::size_t t = 0; t < j.size(); ++t) terms += std::abs(a.weights[t]) * norm(j[t]);
  const std::vector<double> d = combined(j, a.weights);
  for (std::size_t t = 0; t < j.size(); ++t)
    EXPECT_GE(dot(d, j[t]), -1e-8 * terms * norm(j[t])) << "task " << t;
}

TEST_P(EveryMethod, IsFiniteSolvedAndConflictsWhereItMayForAllRanksAndScales) {
  for (std::size_t tasks = 1; tasks <= 6; ++tasks)
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
      for (double scale : {1e-12, 1e-6, 1.0, 1e6, 1e12})
        for (std::size_t rank : {0u, 1u, 2u})
          expect_sound(
              GetParam(), random_rows(tasks, 8, 7000 + seed, rank, scale),
              base::text(tasks, " tasks, seed ", seed, ", scale ", scale, ", rank ", rank));
}

TEST_P(EveryMethod, IsSoundWhereTasksAreScaledAgainstEachOther) {
  for (std::size_t tasks = 2; tasks <= 6; ++tasks)
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
      for (double scale : {1e-12, 1e-6, 1e-3, 1e3, 1e6, 1e12}) {
        Rows j = random_rows(tasks, 8, 8000 + seed);
        for (double& x : j[seed % tasks]) x *= scale;
        expect_sound(GetParam(), j, base::text(tasks, " tasks, seed ", seed, ", one by ", scale));
        for (double& x : j[(seed + 1) % tasks]) x /= scale;
        expect_sound(GetParam(), j,
                     base::text(tasks, " tasks, seed ", seed, ", another by 1/", scale));
      }
}

TEST_P(EveryMethod, ZeroIdenticalAndOppositeGradientsAreNoTrouble) {
  const std::vector<double> g = {1, -2, 0.5}, zero = {0, 0, 0}, opposite = {-1, 2, -0.5};
  const std::vector<double> nearly_opposite = {-1, 2, -0.5 + 1e-9};
  for (const Rows& j : {Rows{zero},
                        {zero, zero},
                        {g, zero},
                        {zero, g, opposite},
                        {g, g},
                        {g, g, g},
                        {g, opposite},
                        {g, nearly_opposite},
                        {g, g, opposite}})
    expect_sound(GetParam(), j, base::text(j.size(), " tasks, first ", j[0][0]));
}

TEST_P(EveryMethod, PermutedTasksHavePermutedWeights) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Rows j = random_rows(4, 9, seed), turned = {j[2], j[0], j[3], j[1]};
    std::vector<std::size_t> from = {2, 0, 3, 1};
    if (GetParam().random_order) {  // with two tasks there is but one order
      j = {j[0], j[1]};
      turned = {j[1], j[0]};
      from = {1, 0};
    }
    const std::vector<double> a = third_answer(GetParam(), j).weights;
    const std::vector<double> b = third_answer(GetParam(), turned).weights;
    for (std::size_t t = 0; t < from.size(); ++t)
      EXPECT_NEAR(b[t], a[from[t]], 1e-7 * (1 + std::abs(b[t]))) << "seed " << seed;
  }
}

TEST_P(EveryMethod, ScaledGradientsHaveTheWeightsThatItsRowSays) {
  const Rows j = random_rows(4, 9, 3);
  const std::vector<double> a = third_answer(GetParam(), j).weights;
  for (double scale : {1e-12, 1e-3, 1e12}) {
    const Rows scaled = random_rows(4, 9, 3, 0, scale);
    const std::vector<double> b = third_answer(GetParam(), scaled).weights;
    for (std::size_t t = 0; t < 4; ++t)
      EXPECT_NEAR(b[t] * std::pow(scale, -GetParam().scale_power), a[t],
                  1e-7 * (1 + std::abs(a[t])))
          << "scale " << scale;
  }
}

TEST_P(EveryMethod, SameMakerSameBits) {
  const Rows j = random_rows(5, 9, 4);
  EXPECT_EQ(third_answer(GetParam(), j).weights, third_answer(GetParam(), j).weights);
}

std::vector<GradientMethod> published_methods() {
  std::vector<GradientMethod> published;
  for (const GradientMethod& method : gradient_methods())
    if (method.published) published.push_back(method);
  return published;
}

class PublishedMethod : public testing::TestWithParam<GradientMethod> {};
INSTANTIATE_TEST_SUITE_P(Table, PublishedMethod, testing::ValuesIn(published_methods()), test_name);

TEST_P(PublishedMethod, GivesThePublishedDirection) {
  const Rows j = {{-4, 1, 1}, {6, 1, 1}};
  const std::vector<double> d = combined(j, GetParam().make()->weights(gradients_of(j)).weights);
  const auto [first, second] = *GetParam().published;
  EXPECT_NEAR(d[0], first, 5e-5);
  EXPECT_NEAR(d[1], second, 5e-5);
}

TEST_P(EveryMethod, ErrorsNameTheMethodTheSizesAndTheMend) {
  const std::unique_ptr<GradientBalancer> method = GetParam().make();
  const std::string name = method->name();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(error_of([&] { method->weights({}); }),
            name + ": there are no tasks, but at least one is needed.");
  EXPECT_EQ(error_of([&] {
              method->weights({{3, 5}, {1, 0, 1}, {1, 1}});
            }),
            name +
                ": the Gramian has 3 numbers, but 2 tasks need 2 x 2: give one inner product for "
                "each pair of tasks.");
  EXPECT_EQ(error_of([&] {
              method->weights({{3, 5}, {1, infinity, infinity, 1}, {1, 1}});
            }),
            name +
                ": the inner product of the gradients of tasks 3 and 5 is inf, but must be "
                "finite: lower the learning rate, or look for the first NaN.");
  EXPECT_EQ(error_of([&] {
              method->weights({{3, 5}, {1, 0, 0, -2}, {1, 1}});
            }),
            name +
                ": the squared length of task 5's gradient is -2, but must be 0 or more: give "
                "the inner products themselves.");
}

TEST(GradientBalancers, OptionsOutOfRangeAreErrors) {
  EXPECT_EQ(error_of([] { CaGrad{-1}; }),
            "CaGrad: c is -1, but must be finite and 0 or more: 0.5 is usual.");
  EXPECT_EQ(error_of([] { UpGrad{-0.5}; }),
            "UpGrad: the regularisation is -0.5, but must be finite and 0 or more.");
  EXPECT_EQ(error_of([] { GradVac{1.5}; }),
            "GradVac: beta is 1.5, but must be from 0 to 1: 0.01 is usual.");
  EXPECT_EQ(error_of([] { GradNorm{-1}; }),
            "GradNorm: alpha is -1, but must be finite and 0 or more: 1.5 is usual.");
  EXPECT_EQ(error_of([] {
              GradNorm{1, -0.1};
            }),
            "GradNorm: the rate is -0.1, but must be finite and 0 or more: 0.025 is usual.");
}

}  // namespace
}  // namespace tapestry::nn

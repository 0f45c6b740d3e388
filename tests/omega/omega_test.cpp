// What every Omega must do, for each row of omega_cases.cpp.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/array/random.hpp"
#include "engine/check/gradient_check.hpp"
#include "engine/core/tape.hpp"
#include "tests/error_of.hpp"
#include "tests/omega/omega_cases.hpp"

namespace tapestry::nn {
namespace {

// Away from kinks: the magnitudes are at least 0.1 from 0 and from each other.
Tensor apart(const Shape& shape, std::uint64_t seed) {
  Rng rng(seed);
  Tensor w = random_uniform(shape, rng, 0, 0.1);
  std::vector<std::size_t> order(w.size());
  std::iota(order.begin(), order.end(), 1);
  std::shuffle(order.begin(), order.end(), rng);
  for (std::size_t i = 0; i < w.size(); ++i) {
    w.data()[i] += 0.2 * static_cast<Scalar>(order[i]);
    if (rng() & 1) w.data()[i] = -w.data()[i];
  }
  return w;
}

// Each task's row (of each part) takes the place of the next one's, and the last the first one's.
Tensor rotated(const Tensor& w, std::size_t parts) {
  const std::size_t tasks = w.shape()[0] / parts;
  Tensor out = w;
  for (std::size_t row = 0; row < w.shape()[0]; ++row)
    for (std::size_t j = 0; j < w.shape()[1]; ++j)
      out(row / tasks * tasks + (row + 1) % tasks, j) = w(row, j);
  return out;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a.data()[i] - b.data()[i]));
  return largest;
}

// argmin_v 1/2 || v - w ||^2 + step Omega(v) by the ellipsoid method, which knows nothing of a
// prox: the minimum stays inside the ellipsoid { v + b u : |u| <= 1 }, and each subgradient g cuts
// off the half where the objective is larger (Yudin & Nemirovski 1976). |b^T g| bounds how far the
// objective is above its minimum; as it is strongly convex, || v - argmin ||^2 is at most twice
// that.
Tensor minimise(const Omega& omega, const Tensor& w, double step) {
  const std::size_t n = w.size();
  const double size = static_cast<double>(n);
  const double widen = size / std::sqrt(size * size - 1), narrow = size / (size + 1);
  double square = 1;
  for (Scalar x : w.storage()) square += x * x;
  std::vector<double> b(n * n, 0.0), direction(n);
  for (std::size_t i = 0; i < n; ++i)
    b[i * n + i] = std::sqrt(square);  // the prox of what is least at 0 is no farther than 0 is
  Tensor v = w;
  for (int iteration = 0; iteration < 100'000; ++iteration) {
    const Tape tape;
    const Var at(v);
    const Tensor slope = tape.gradient(omega.of(at), {at})[0];
    double gap = 0;
    for (std::size_t j = 0; j < n; ++j) {
      direction[j] = 0;
      for (std::size_t i = 0; i < n; ++i)
        direction[j] += b[i * n + j] * (step * slope.data()[i] + v.data()[i] - w.data()[i]);
      gap = std::hypot(gap, direction[j]);
    }
    if (gap <= 1e-13) return v;  // so v is within 5e-7
    for (double& each : direction) each /= gap;
    for (std::size_t i = 0; i < n; ++i) {
      double moved = 0;
      for (std::size_t j = 0; j < n; ++j) moved += b[i * n + j] * direction[j];
      v.data()[i] -= moved / (size + 1);
      for (std::size_t j = 0; j < n; ++j)
        b[i * n + j] = widen * b[i * n + j] + (narrow - widen) * moved * direction[j];
    }
  }
  base::fail("minimise: ", omega.name(), " did not converge.");
}

class EachOmega : public testing::TestWithParam<OmegaCase> {};
INSTANTIATE_TEST_SUITE_P(Omegas, EachOmega, testing::ValuesIn(omega_cases()),
                         [](const auto& row) { return row.param.test_name; });

// A checkpoint is refused by them: one that says nothing would go on with another strength.
TEST_P(EachOmega, SaysWhatItWasMadeWith) {
  EXPECT_THAT(GetParam().omega->settings(), testing::ContainsRegex("[0-9]"));
}

TEST_P(EachOmega, ValueEqualsTheLoops) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed);
    const Tensor w = random_normal(GetParam().shape, rng, 0.3, 2);
    const double expected = GetParam().by_loops(w);
    EXPECT_GT(expected, 0);
    EXPECT_NEAR(GetParam().omega->of(Var(w)).item(), expected, 1e-12 * expected);
  }
  EXPECT_EQ(GetParam().omega->of(Var(zeros(GetParam().shape))).item(), 0);
}

TEST_P(EachOmega, GradientEqualsFiniteDifferences) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto omega = [](const std::vector<Var>& x) { return GetParam().omega->of(x[0]); };
    GradientCheck options;
    options.second_order = false;
    const GradientReport report =
        check_gradient(GetParam().test_name, omega, {apart(GetParam().shape, seed)}, options);
    EXPECT_TRUE(report.passed) << report.text;
  }
}

TEST_P(EachOmega, ProxIsTheMinimumThatASearchFinds) {
  const Omega& omega = *GetParam().omega;
  if (!omega.has_prox()) GTEST_SKIP() << "it has no prox";
  for (std::uint64_t seed = 1; seed <= 4; ++seed)
    for (double step : {0.1, 0.9, 3.0}) {  // from little shrinking to, for the norms, most of w
      Rng rng(seed);
      const Tensor w = random_normal(GetParam().shape, rng, 0.2, 1.5);
      EXPECT_LT(largest_difference(omega.prox(w, step), minimise(omega, w, step)), 1e-6)
          << "seed " << seed << ", step " << step;
    }
}

TEST_P(EachOmega, ProxOfStepZeroIsTheIdentityAndItsFixedPointIsZero) {
  const Omega& omega = *GetParam().omega;
  if (!omega.has_prox()) GTEST_SKIP() << "it has no prox";
  const Tensor w = apart(GetParam().shape, 7), zero = zeros(GetParam().shape);
  EXPECT_LT(largest_difference(omega.prox(w, 0), w), 1e-14);
  EXPECT_EQ(omega.prox(zero, 2), zero);
  EXPECT_GT(largest_difference(omega.prox(w, 1e-9), zero), 0.1);  // a tiny step moves little
}

TEST_P(EachOmega, DoesNotSeeTheTasksOrderWhereItIsSymmetric) {
  const Omega& omega = *GetParam().omega;
  const Tensor w = apart(GetParam().shape, 8), turned = rotated(w, omega.parts());
  const double value = omega.of(Var(w)).item(), other = omega.of(Var(turned)).item();
  if (!GetParam().symmetric) {
    EXPECT_GT(std::abs(value - other), 1e-3 * value);
    return;
  }
  EXPECT_NEAR(value, other, 1e-12 * value);
  if (!omega.has_prox()) return;
  EXPECT_LT(largest_difference(omega.prox(turned, 0.5), rotated(omega.prox(w, 0.5), omega.parts())),
            1e-12);
}

TEST_P(EachOmega, RefusesWhatIsNoMatrixAndAStepBelowZero) {
  const Omega& omega = *GetParam().omega;
  EXPECT_THAT(error_of([&] { omega.of(Var(zeros({6}))); }),
              testing::EndsWith(": w is [6], but must have two axes, [tasks x parameters]: flatten "
                                "each task's weights to a row."));
  if (!omega.has_prox()) return;
  EXPECT_THAT(
      error_of([&] { omega.prox(zeros(GetParam().shape), -1); }),
      testing::EndsWith(": the step of the prox is -1, but must be finite, and 0 or more."));
}

}  // namespace
}  // namespace tapestry::nn

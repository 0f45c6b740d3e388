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

// The same where the objective is not convex: along single elements by shrinking steps, from starts
// with each choice of columns at 0.
Tensor minimise_from_many_starts(const Omega& omega, const Tensor& w, double step) {
  const auto value = [&](const Tensor& v) {
    double distance = 0;
    for (std::size_t i = 0; i < v.size(); ++i)
      distance += (v.data()[i] - w.data()[i]) * (v.data()[i] - w.data()[i]);
    return distance / 2 + step * omega.of(Var(v)).item();
  };
  const std::size_t columns = w.shape()[1];
  Tensor best = w;
  for (std::size_t start = 0; start < (std::size_t{1} << columns); ++start) {
    Tensor v = w;
    for (std::size_t i = 0; i < v.size(); ++i)
      if (start >> i % columns & 1) v.data()[i] = 0;
    double at = value(v);
    for (double size = 1; size > 1e-8; size /= 2)
      for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t i = 0; i < v.size(); ++i)
          for (const double way : {-size, size}) {
            Tensor next = v;
            next.data()[i] += way;
            const double there = value(next);
            if (!(there < at)) continue;
            at = there;
            v = next;
            moved = true;
          }
      }
    if (at < value(best)) best = v;
  }
  return best;
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
  for (std::uint64_t seed = 1; seed <= 34; ++seed)
    for (double step : {0.1, 0.9, 3.0}) {  // from little shrinking to, for the norms, most of w
      Rng rng(seed);
      const Tensor w = random_normal(GetParam().shape, rng, 0.2, 1.5);
      const Tensor found =
          omega.convex() ? minimise(omega, w, step) : minimise_from_many_starts(omega, w, step);
      const Tensor v = omega.prox(w, step);
      const auto objective = [&](const Tensor& at) {
        double squares = 0;
        for (std::size_t i = 0; i < w.size(); ++i)
          squares += std::pow(at.data()[i] - w.data()[i], 2);
        return squares / 2 + step * omega.of(Var(at)).item();
      };
      ASSERT_LT(largest_difference(v, found), 1e-6)
          << "the prox of step " << step << " of\n"
          << w << "\nis\n"
          << v << "\nof objective " << objective(v)
          << ", but the search, by the gradient of of(), finds\n"
          << found << "\nof objective " << objective(found);
    }
}

// Where a kink may be: where the prox lands, at 0, and where tasks are equal.
std::vector<Tensor> likely_kinks(const OmegaCase& row) {
  Rng rng(11);
  std::vector<Tensor> points = {zeros(row.shape)};
  for (int trial = 0; trial < 10; ++trial) {
    const Tensor w = random_normal(row.shape, rng);
    if (row.omega->has_prox()) points.push_back(row.omega->prox(w, 0.9));
    Tensor equal = w;
    for (std::size_t t = 0; t < row.shape[0]; ++t)
      for (std::size_t j = 0; j < row.shape[1]; ++j) equal(t, j) = w(0, j);
    points.push_back(equal);
  }
  return points;
}

// A kink is where the slope jumps; and what has one needs a prox to get there.
TEST_P(EachOmega, SaysWhetherItHasKinks) {
  const Omega& omega = *GetParam().omega;
  Rng rng(12);
  double largest_jump = 0;
  for (const Tensor& at : likely_kinks(GetParam())) {
    const Tensor direction = random_normal(GetParam().shape, rng);
    Tensor slopes[2];
    for (const int side : {0, 1}) {
      Tensor beside = at;
      for (std::size_t i = 0; i < at.size(); ++i)
        beside.data()[i] += (side == 0 ? 1e-6 : -1e-6) * direction.data()[i];
      Tape tape;
      const Var w(beside);
      slopes[side] = tape.gradient(omega.of(w), {w})[0];
    }
    largest_jump = std::max(largest_jump, largest_difference(slopes[0], slopes[1]));
  }
  if (omega.smooth()) {
    EXPECT_LT(largest_jump, 1e-3) << "its slope jumps: smooth() must be false";
  } else {
    EXPECT_GT(largest_jump, 1e-2) << "no kink was found: smooth() may be true";
    EXPECT_TRUE(omega.has_prox()) << "with kinks it needs a prox, or no weight becomes exactly 0";
  }
}

TEST_P(EachOmega, IsConvexAlongEveryLineOrSaysThatItIsNot) {
  const Omega& omega = *GetParam().omega;
  Rng rng(9);
  double worst = 0;  // how far it is above its chord
  for (int line = 0; line < 300; ++line) {
    const Tensor a = random_normal(GetParam().shape, rng), b = random_normal(GetParam().shape, rng);
    const double at_a = omega.of(Var(a)).item(), at_b = omega.of(Var(b)).item();
    for (const double share : {0.1, 0.5, 0.8}) {
      Tensor between = a;
      for (std::size_t i = 0; i < a.size(); ++i)
        between.data()[i] = (1 - share) * a.data()[i] + share * b.data()[i];
      const double chord = (1 - share) * at_a + share * at_b;
      worst = std::max(worst, omega.of(Var(between)).item() - chord);
    }
  }
  if (omega.convex()) {
    EXPECT_LT(worst, 1e-12);
  } else {
    EXPECT_GT(worst, 1e-3);
  }
}

TEST_P(EachOmega, ItsConvexBoundIsAboveItAndMeetsIt) {
  const Omega& omega = *GetParam().omega;
  if (omega.convex()) {
    EXPECT_THAT(error_of([&] { omega.convex_bound(zeros(GetParam().shape)); }),
                testing::HasSubstr("is convex, and needs no convex bound"));
    return;
  }
  Rng rng(10);
  for (int trial = 0; trial < 100; ++trial) {
    const Tensor w = random_normal(GetParam().shape, rng), v = random_normal(GetParam().shape, rng);
    const auto bound = omega.convex_bound(w);
    EXPECT_TRUE(bound->convex());
    EXPECT_GE(bound->of(Var(v)).item() - bound->of(Var(w)).item(),
              omega.of(Var(v)).item() - omega.of(Var(w)).item() - 1e-12);
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

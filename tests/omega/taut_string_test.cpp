// The taut string: optimal, and in the cases that are at an edge.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/array/random.hpp"
#include "nn/omega/chain_steps.hpp"

namespace tapestry::nn {
namespace {

// v is the minimum where the running sums of x - v stay within the threshold, end at 0, and are at
// its upper end where v goes up, at its lower end where it goes down.
void expect_optimal(const std::vector<double>& x, double threshold) {
  const std::vector<double> v = taut_string(x, threshold);
  ASSERT_EQ(v.size(), x.size());
  double scale = 1, sum = 0;
  for (const double each : x) scale += std::abs(each);
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += x[i] - v[i];
    if (i + 1 == x.size()) {
      EXPECT_NEAR(sum, 0, 1e-13 * scale);
      return;
    }
    EXPECT_LE(std::abs(sum), threshold + 1e-13 * scale);
    if (v[i + 1] != v[i]) {
      EXPECT_NEAR(sum, v[i + 1] > v[i] ? -threshold : threshold, 1e-12 * scale);
    }
  }
}

TEST(TautString, IsOptimal) {
  Rng rng(1);
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<double> x(1 + rng() % 40);
    for (double& each : x) each = trial % 3 == 0 ? double(rng() % 3) : 4 * uniform_draw(rng) - 2;
    expect_optimal(x, trial % 5 == 0 ? 0 : 3 * uniform_draw(rng) * uniform_draw(rng));
  }
}

TEST(TautString, AtItsEdges) {
  EXPECT_EQ(taut_string({}, 1), std::vector<double>());
  EXPECT_EQ(taut_string({3}, 1), std::vector<double>{3});
  EXPECT_EQ(taut_string({2, 2, 2}, 0.1), (std::vector<double>{2, 2, 2}));
  EXPECT_EQ(taut_string({1, 4, 1}, 0), (std::vector<double>{1, 4, 1}));
  EXPECT_EQ(taut_string({1, 5}, 1e20), (std::vector<double>{3, 3}));
  EXPECT_EQ(taut_string({0, 4}, 1), (std::vector<double>{1, 3}));
  std::vector<double> line(10'000);
  std::iota(line.begin(), line.end(), 0.0);
  expect_optimal(line, 100);
}

}  // namespace
}  // namespace tapestry::nn

// Aligned-MTL against a matrix root by iteration, and by hand.
#include "nn/balancing/aligned_mtl.hpp"

#include "tests/balancing/random_gradients.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

Rows identity(std::size_t n) {
  Rows one(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) one[i][i] = 1;
  return one;
}

Rows inverse(const Rows& a) {
  Rows result = identity(a.size()), b = a;
  for (std::size_t k = 0; k < a.size(); ++k)  // Gauss and Jordan; a is positive definite
    for (std::size_t i = 0; i <= a.size(); ++i) {
      const std::size_t row = i == a.size() ? k : i;
      if (row == k && i != a.size()) continue;
      const double factor = row == k ? 1 - 1 / b[k][k] : b[row][k] / b[k][k];
      for (std::size_t m = 0; m < a.size(); ++m) {
        b[row][m] -= factor * b[k][m];
        result[row][m] -= factor * result[k][m];
      }
    }
  return result;
}

// For full rank, B is s G^(-1/2), s the least singular value. The root is taken here by Denman and
// Beavers' iteration, and s^2 as 1 over the largest eigenvalue of G^-1, by powers.
TEST(AlignedMtl, TheBalancedMatrixHasOnlyTheLeastSingularValue) {
  for (std::size_t tasks = 1; tasks <= 6; ++tasks)
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      SCOPED_TRACE(base::text(tasks, " tasks, seed ", seed));
      const Rows j = random_rows(tasks, 9, seed);
      Rows gramian(tasks, std::vector<double>(tasks));
      for (std::size_t s = 0; s < tasks; ++s)
        for (std::size_t t = 0; t < tasks; ++t) gramian[s][t] = dot(j[s], j[t]);
      Rows root = gramian, inverse_root = identity(tasks);
      for (int step = 0; step < 60; ++step) {
        const Rows a = inverse(root), b = inverse(inverse_root);
        for (std::size_t s = 0; s < tasks; ++s)
          for (std::size_t t = 0; t < tasks; ++t) {
            root[s][t] = (root[s][t] + b[s][t]) / 2;
            inverse_root[s][t] = (inverse_root[s][t] + a[s][t]) / 2;
          }
      }
      std::vector<double> v(tasks, 1.0), share(tasks, 1 / static_cast<double>(tasks));
      v[0] = 1.5;  // not orthogonal to the eigenvector, by chance or by symmetry
      double least = 0;
      const Rows inverted = inverse(gramian);
      for (int step = 0; step < 5000; ++step) {
        v = combined(inverted, v);
        least = 1 / std::sqrt(norm(v));
        for (double& x : v) x *= least * least;
      }
      const std::vector<double> a = AlignedMtl().weights(gradients_of(j)).weights;
      const std::vector<double> expected = combined(inverse_root, share);
      for (std::size_t t = 0; t < tasks; ++t) EXPECT_NEAR(a[t], least * expected[t], 1e-8);
      // That B makes rows that are orthogonal, and all as long as s.
      Rows balanced;
      for (const std::vector<double>& b : inverse_root) balanced.push_back(combined(j, b));
      for (std::size_t s = 0; s < tasks; ++s)
        for (std::size_t t = 0; t < tasks; ++t)
          EXPECT_NEAR(dot(balanced[s], balanced[t]), s == t ? 1 : 0, 1e-8);
      EXPECT_NEAR(norm(combined(j, a)), least / std::sqrt(tasks), 1e-8);
    }
}

TEST(AlignedMtl, PublishedWeights) {
  const Weighting a = AlignedMtl().weights(gradients_of({{-4, 1, 1}, {6, 1, 1}}));
  EXPECT_THAT(a.weights, ElementsAre(DoubleNear(0.5591, 5e-5), DoubleNear(0.4083, 5e-5)));
}

TEST(AlignedMtl, DependentShortAndZeroGradients) {
  const auto weights = [](const Rows& j) { return AlignedMtl().weights(gradients_of(j)).weights; };
  const auto near = [](double x) { return DoubleNear(x, 1e-12); };
  const std::vector<double> g = {1, 0}, across = {0, 1}, zero = {0, 0};
  EXPECT_THAT(weights({g, g}), ElementsAre(near(0.5), near(0.5)));
  EXPECT_THAT(weights({zero, zero}), ElementsAre(0.5, 0.5));
  EXPECT_THAT(weights({g, zero}), ElementsAre(near(0.5), near(0)));
  // Singular values sqrt(2), along (1, 1, 0), and 1: the first is divided by sqrt(2).
  const double both = 1 / (3 * std::sqrt(2));
  EXPECT_THAT(weights({g, g, across}), ElementsAre(near(both), near(both), near(1.0 / 3)));
  EXPECT_THAT(weights({g, {0, 1e-5}}), ElementsAre(near(0.5e-5), near(0.5)));
  EXPECT_THAT(weights({g, {0, 1e-7}}), ElementsAre(near(0.5), near(0)));
}

}  // namespace
}  // namespace tapestry::nn

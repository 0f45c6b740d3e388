// Eigenvalues and eigenvectors by what defines them.
#include "nn/balancing/symmetric_jacobi.hpp"

#include "tests/balancing/random_gradients.hpp"

namespace tapestry::nn {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(SymmetricJacobi, MeetsTheDefinition) {
  for (std::size_t n = 1; n <= 12; ++n)
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
      for (double scale : {1e-150, 1e-12, 1.0, 1e12, 1e150}) {
        SCOPED_TRACE(base::text("n ", n, ", seed ", seed, ", scale ", scale));
        const Rows any = random_rows(n, n, seed, seed % 3, scale);
        std::vector<double> a(n * n);
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t k = 0; k < n; ++k) a[i * n + k] = any[i][k] + any[k][i];
        const JacobiEigen eigen = symmetric_jacobi(a, n);
        EXPECT_TRUE(eigen.status.solved);
        EXPECT_LE(eigen.status.iterations, 10u);
        for (std::size_t k = 0; k < n; ++k) {
          const std::vector<double>& v = eigen.vectors[k];
          if (k > 0) {
            EXPECT_LE(eigen.values[k], eigen.values[k - 1]);
          }
          for (std::size_t i = 0; i < n; ++i) {
            double image = 0;
            for (std::size_t m = 0; m < n; ++m) image += a[i * n + m] * v[m];
            EXPECT_NEAR(image / scale, eigen.values[k] / scale * v[i], 1e-12 * double(n * n));
            EXPECT_NEAR(dot(eigen.vectors[i], v), i == k ? 1 : 0, 1e-13 * double(n));
          }
        }
      }
}

TEST(SymmetricJacobi, KnownMatrices) {
  const auto near = [](double x) { return DoubleNear(x, 1e-14); };
  EXPECT_THAT(symmetric_jacobi({2, 1, 1, 2}, 2).values, ElementsAre(near(3), near(1)));
  EXPECT_THAT(symmetric_jacobi({-5}, 1).values, ElementsAre(-5));
  EXPECT_THAT(symmetric_jacobi({0, 0, 0, 0}, 2).values, ElementsAre(0, 0));
  EXPECT_THAT(symmetric_jacobi({}, 0).values, ElementsAre());
  // The path of three points: 2 cos(k pi / 4).
  EXPECT_THAT(symmetric_jacobi({0, 1, 0, 1, 0, 1, 0, 1, 0}, 3).values,
              ElementsAre(near(std::sqrt(2)), near(0), near(-std::sqrt(2))));
}

TEST(SymmetricJacobi, TheSizesMustFit) {
  EXPECT_EQ(error_of([] {
              symmetric_jacobi({1, 2, 3}, 2);
            }),
            "symmetric_jacobi: the matrix has 3 numbers, but must have 2 x 2: give the whole "
            "matrix, row by row.");
}

}  // namespace
}  // namespace tapestry::nn

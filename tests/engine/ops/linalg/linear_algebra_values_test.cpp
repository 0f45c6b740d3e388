// Values of the products, of solve and inverse, and of the decompositions, against plain loops,
// closed forms and the identities that define them.
#include <numbers>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// x^T x + the identity: symmetric and positive definite.
Tensor positive_definite(std::size_t n, Rng& rng) {
  const Var x(random_normal({n + 2, n}, rng));
  return (matmul(x, x, Transpose::yes) + identity_matrix(n)).value();
}

Tensor symmetric(std::size_t n, Rng& rng) {
  return kernels::symmetrised(Var(random_normal({n, n}, rng))).value();
}

double worst_difference(const Var& a, const Var& b) { return max(abs(a - b)).item(); }

TEST(BatchedMatmul, AgreesWithMatmulOfEachPair) {
  Rng rng(21);
  for (const auto& [batch_a, batch_b] :
       std::vector<std::pair<std::size_t, std::size_t>>{{3, 3}, {1, 3}, {3, 1}, {1, 1}})
    for (Transpose ta : {Transpose::no, Transpose::yes})
      for (Transpose tb : {Transpose::no, Transpose::yes}) {
        const Shape of_a = ta == Transpose::yes ? Shape{4, 2} : Shape{2, 4};
        const Shape of_b = tb == Transpose::yes ? Shape{5, 4} : Shape{4, 5};
        const Var a(random_normal({batch_a, of_a[0], of_a[1]}, rng));
        const Var b(random_normal({batch_b, of_b[0], of_b[1]}, rng));
        std::vector<double> expected;
        const std::size_t batch = std::max(batch_a, batch_b);
        for (std::size_t i = 0; i < batch; ++i)
          for (std::size_t row = 0; row < 2; ++row)
            for (std::size_t column = 0; column < 5; ++column) {
              double total = 0;
              for (std::size_t k = 0; k < 4; ++k)
                total += (ta == Transpose::yes ? element(a.value(), {i, k, row})
                                               : element(a.value(), {i, row, k})) *
                         (tb == Transpose::yes ? element(b.value(), {i, column, k})
                                               : element(b.value(), {i, k, column}));
              expected.push_back(total);
            }
        expect_near(batched_matmul(a, b, ta, tb).value(), {batch, 2, 5}, expected, 1e-5);
      }
}

TEST(BatchedMatmul, OfEmptyOperands) {
  expect_near(batched_matmul(Var(zeros({2, 1, 0})), Var(zeros({2, 0, 1}))).value(), {2, 1, 1},
              {0, 0});
  EXPECT_EQ(to_string(batched_matmul(Var(zeros({0, 2, 3})), Var(zeros({1, 3, 4}))).shape()),
            "[0 x 2 x 4]");
}

TEST(VectorProducts, AgreeWithTheirFormulas) {
  const Var a(tensor({2}, {2, -3})), b(tensor({3}, {1, 4, 5}));
  expect_near(outer(a, b).value(), {2, 3}, {2, 8, 10, -3, -12, -15});
  expect_near(dot(b, Var(tensor({3}, {-1, 2, 3}))).value(), {}, {22});
  expect_near(dot(Var(zeros({0})), Var(zeros({0}))).value(), {}, {0});
  expect_near(trace(Var(counting({3, 3}))).value(), {}, {0 + 4 + 8});
  expect_near(trace(Var(zeros({0, 0}))).value(), {}, {0});
}

TEST(CholeskySolve, SolvesWhatAPaperAndPencilSolves) {
  // [4 2; 2 3] (1, 2) = (8, 8), and the inverse of [4 2; 2 3] is [3 -2; -2 4] / 8.
  const Var a(tensor({2, 2}, {4, 2, 2, 3}));
  expect_near(cholesky_solve(a, Var(tensor({2}, {8, 8}))).value(), {2}, {1, 2});
  expect_near(cholesky_inverse(a).value(), {2, 2}, {0.375, -0.25, -0.25, 0.5});
  expect_near(cholesky_inverse(Var(full({1, 1}, 4))).value(), {1, 1}, {0.25});
  expect_near(cholesky_solve(a, Var(zeros({2, 0}))).value(), {2, 0}, {});
}

TEST(CholeskySolve, GivesBackTheRightHandSide) {
  Rng rng(22);
  for (std::size_t n : {1u, 2u, 5u, 20u}) {
    const Var a(positive_definite(n, rng)), b(random_normal({n, 3}, rng));
    EXPECT_LE(worst_difference(matmul(a, cholesky_solve(a, b)), b), 1e-4) << n;
    EXPECT_LE(worst_difference(matmul(a, cholesky_inverse(a)), identity_matrix(n)), 1e-4) << n;
  }
}

TEST(Eigenvalues, OfClosedForms) {
  expect_near(eigvalsh(Var(tensor({2, 2}, {2, 1, 1, 2}))).value(), {2}, {1, 3});
  expect_near(eigvalsh(Var(full({1, 1}, -7))).value(), {1}, {-7});
  expect_near(eigvalsh(identity_matrix(3)).value(), {3}, {1, 1, 1});
  // The second difference on n points has the eigenvalues 2 - 2 cos(pi k / (n + 1)).
  constexpr std::size_t kPoints = 12;
  Tensor a = zeros({kPoints, kPoints});
  std::vector<double> expected;
  for (std::size_t i = 0; i < kPoints; ++i) {
    a.data()[i * (kPoints + 1)] = 2;
    if (i > 0) a.data()[i * (kPoints + 1) - 1] = a.data()[(i - 1) * (kPoints + 1) + 1] = -1;
    expected.push_back(2 - 2 * std::cos(std::numbers::pi * static_cast<double>(i + 1) /
                                        static_cast<double>(kPoints + 1)));
  }
  expect_near(eigvalsh(Var(a)).value(), {kPoints}, expected);
}

TEST(Eigenvalues, MakeTheMatrixWithTheirVectors) {
  Rng rng(23);
  for (std::size_t n : {1u, 2u, 5u, 30u}) {
    const Var a(symmetric(n, rng));
    const Var values = eigvalsh(a), v = eigvecsh(a);
    for (std::size_t i = 0; i + 1 < n; ++i)
      EXPECT_LE(values.value().data()[i], values.value().data()[i + 1]);
    EXPECT_LE(worst_difference(matmul(v * values, v, Transpose::no, Transpose::yes), a), 1e-4);
    EXPECT_LE(worst_difference(matmul(v, v, Transpose::yes), identity_matrix(n)), 1e-5);
    EXPECT_NEAR(sum(values).item(), trace(a).item(), 1e-4);
    EXPECT_NEAR(l2_norm(values).item(), frobenius_norm(a).item(), 1e-4);
    // The rule for the signs: of each column, the element largest in magnitude is positive.
    const Var largest = max(v, {0}), magnitude = max(abs(v), {0});
    EXPECT_EQ(largest.value(), magnitude.value());
  }
}

TEST(Eigenvalues, OfEqualOnesHaveTheGradientOfTheirSum) {
  Tape tape;
  const Var a(identity_matrix(3).value());
  const Var y = sum(square(eigvalsh(a)));  // the squared Frobenius norm: 2 a
  expect_near(tape.gradient(y, {a})[0], {3, 3}, {2, 0, 0, 0, 2, 0, 0, 0, 2});
}

TEST(SingularValues, OfClosedForms) {
  expect_near(singular_values(Var(tensor({2, 2}, {0, -3, 2, 0}))).value(), {2}, {3, 2});
  expect_near(singular_values(Var(tensor({1, 2}, {3, 4}))).value(), {1}, {5});
  // a a^T = [25 20; 20 25] has the eigenvalues 45 and 5.
  expect_near(singular_values(Var(tensor({2, 2}, {3, 4, 0, 5}))).value(), {2},
              {std::sqrt(45.0), std::sqrt(5.0)});
  expect_near(singular_values(Var(zeros({2, 3}))).value(), {2}, {0, 0});
}

TEST(SingularValues, MakeTheMatrixWithTheirVectors) {
  Rng rng(24);
  for (const Shape& shape : {Shape{1, 1}, Shape{3, 3}, Shape{5, 2}, Shape{2, 5}, Shape{30, 20}}) {
    const Var a(random_normal(shape, rng));
    const std::size_t k = std::min(shape[0], shape[1]);
    const Var s = singular_values(a), u = left_singular_vectors(a), v = right_singular_vectors(a);
    ASSERT_EQ(s.shape(), Shape({k}));
    for (std::size_t i = 0; i + 1 < k; ++i) EXPECT_GE(s.value().data()[i], s.value().data()[i + 1]);
    EXPECT_LE(worst_difference(matmul(u * s, v, Transpose::no, Transpose::yes), a), 1e-4);
    EXPECT_LE(worst_difference(matmul(u, u, Transpose::yes), identity_matrix(k)), 1e-5);
    EXPECT_LE(worst_difference(matmul(v, v, Transpose::yes), identity_matrix(k)), 1e-5);
    EXPECT_NEAR(l2_norm(s).item(), frobenius_norm(a).item(), 1e-4);
    EXPECT_EQ(max(u, {0}).value(), max(abs(u), {0}).value());
  }
}

// A trace norm makes matrices of low rank: its gradient must exist there.
TEST(SingularValues, OfLowRankHaveAFiniteGradient) {
  Tape tape;
  const Var a(outer(Var(tensor({3}, {1, 2, 2})), Var(tensor({2}, {3, 4}))).value());
  const Var s = singular_values(a);  // 3 * 5, and 0
  expect_near(s.value(), {2}, {15, 0}, 1e-5);
  // Of the largest alone: the outer product of the unit vectors.
  const std::vector<double> expected = {0.2, 4.0 / 15, 0.4, 8.0 / 15, 0.4, 8.0 / 15};
  expect_near(tape.gradient(s, {a}, tensor({2}, {1, 0}))[0], {3, 2}, expected, 1e-5);
  // Of their sum, the trace norm: a matrix whose own singular values are all 1.
  const Var subgradient(tape.gradient(s, {a}, tensor({2}, {1, 1}))[0]);
  expect_near(singular_values(subgradient).value(), {2}, {1, 1}, 1e-5);
}

// Its determinant, by its eigenvalues, is linear in each element of a triangle: a worked gradient.
TEST(Eigenvalues, HaveASymmetricGradient) {
  Tape tape;
  const Var a(tensor({2, 2}, {2, 1, 1, 3}));
  const Var values = eigvalsh(a);
  const Var determinant = narrow(values, 0, 0, 1) * narrow(values, 0, 1, 1);
  expect_near(tape.gradient(determinant, {a})[0], {2, 2}, {3, -1, -1, 2}, 1e-5);
}

TEST(SymmetricOps, SeeTheSymmetricPartWithinTheTolerance) {
  const Var a(tensor({2, 2}, {2, 1.5f, 0.5f, 2})), b(tensor({2}, {3, 3}));
  expect_near(eigvalsh(a, 1).value(), {2}, {1, 3});
  expect_near(cholesky_solve(a, b, 1).value(), {2}, {1, 1});
  expect_near(cholesky_inverse(a, 1).value(), {2, 2}, {2.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3});
}

}  // namespace
}  // namespace tapestry

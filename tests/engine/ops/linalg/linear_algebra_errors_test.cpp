// The whole text of every error of the products and of the decompositions.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(LinearAlgebraErrors, BatchedMatmul) {
  const Var a = named({2, 3, 4}, "a");
  EXPECT_EQ(error_of([&] {
              batched_matmul(a, named({4, 5}, "b"));
            }),
            "batched_matmul: 'a' [2 x 3 x 4] times 'b' [4 x 5]: both must have three axes, [batch "
            "x rows x columns]: reshape them first; of one matrix for all products the batch is "
            "1.");
  EXPECT_EQ(error_of([&] {
              batched_matmul(a, named({3, 4, 5}, "b"));
            }),
            "batched_matmul: 'a' [2 x 3 x 4] times 'b' [3 x 4 x 5]: the batches, 2 and 3, must be "
            "equal or one of them 1: reshape a matrix for all products to [1 x rows x columns].");
  EXPECT_EQ(error_of([&] {
              batched_matmul(a, named({2, 4, 5}, "b"), Transpose::yes);
            }),
            "batched_matmul: 'a' [2 x 3 x 4] transposed times 'b' [2 x 4 x 5]: the inner sizes, 3 "
            "and 4, must be equal: give the second as many rows as the first has columns, both "
            "after transposing, or transpose otherwise.");
  EXPECT_EQ(error_of([&] {
              batched_matmul(a, named({2, 4, 5}, "b"), Transpose::no, Transpose::yes);
            }),
            "batched_matmul: 'a' [2 x 3 x 4] times 'b' [2 x 4 x 5] transposed: the inner sizes, 4 "
            "and 5, must be equal: give the second as many rows as the first has columns, both "
            "after transposing, or transpose otherwise.");
}

TEST(LinearAlgebraErrors, Vectors) {
  const Var a = named({2}, "a"), m = named({2, 3}, "m");
  EXPECT_EQ(error_of([&] { outer(a, m); }),
            "outer: 'a' [2] and 'm' [2 x 3]: both must be vectors, which have one axis: reshape "
            "them first.");
  EXPECT_EQ(error_of([&] { dot(a, named({3}, "b")); }),
            "dot: 'a' [2] and 'b' [3]: both must be vectors, which have one axis, of the same "
            "size: reshape matrices first.");
  EXPECT_EQ(error_of([&] { dot(m, m); }),
            "dot: 'm' [2 x 3] and 'm' [2 x 3]: both must be vectors, which have one axis, of the "
            "same size: reshape matrices first.");
  EXPECT_EQ(error_of([&] { trace(m); }),
            "trace: 'm' [2 x 3] must be a square matrix: two axes of the same size.");
}

TEST(LinearAlgebraErrors, SymmetricInputs) {
  const auto nan = std::numeric_limits<Scalar>::quiet_NaN();
  const Var b = named({2}, "b");
  const std::vector<std::pair<std::string, std::function<void(const Var&)>>> ops = {
      {"cholesky_solve", [&](const Var& a) { cholesky_solve(a, b); }},
      {"cholesky_inverse", [](const Var& a) { cholesky_inverse(a); }},
      {"eigvalsh", [](const Var& a) { eigvalsh(a); }},
      {"eigvecsh", [](const Var& a) { eigvecsh(a); }}};
  for (const auto& entry : ops) {
    const std::string& op = entry.first;
    const auto& f = entry.second;
    EXPECT_EQ(error_of([&] {
                f(named({2, 3}, "a"));
              }),
              op + ": 'a' [2 x 3] must be a square matrix: two axes of the same size.");
    EXPECT_EQ(error_of([&] { f(named({4}, "a")); }),
              op + ": 'a' [4] must be a square matrix: two axes of the same size.");
    EXPECT_EQ(error_of([&] {
                f(named({0, 0}, "a"));
              }),
              op + ": 'a' [0 x 0] has no elements: give a matrix of at least one.");
    EXPECT_EQ(error_of([&] {
                f(Var("a", tensor({2, 2}, {1, nan, nan, 1})));
              }),
              op + ": element (0, 1) of 'a' [2 x 2] is nan: all must be finite; look for what "
                   "computed it.");
    EXPECT_EQ(error_of([&] {
                f(Var("a", tensor({2, 2}, {2, 1, 0.5, 2})));
              }),
              op + ": 'a' [2 x 2] must be symmetric, but element (0, 1) is 1 and element (1, 0) is "
                   "0.5: use (a + transpose(a)) / 2 if that is what is meant.");
  }
}

TEST(LinearAlgebraErrors, AsymmetryThatIsNoShare) {
  const Var a("a", tensor({2, 2}, {1, 0, 0, 1})), b = named({2}, "b");
  const auto text = [](const std::string& op, const std::string& asymmetry) {
    return op + ": 'a' [2 x 2] with asymmetry " + asymmetry +
           ": it is the largest |a_ij - a_ji| allowed, as a share of the largest |a_ij|, and must "
           "not be negative nor NaN: 0 asks for exact symmetry.";
  };
  EXPECT_EQ(error_of([&] { cholesky_solve(a, b, -1); }), text("cholesky_solve", "-1"));
  EXPECT_EQ(error_of([&] { cholesky_inverse(a, std::nanf("")); }), text("cholesky_inverse", "nan"));
  EXPECT_EQ(error_of([&] { eigvalsh(a, -1); }), text("eigvalsh", "-1"));
  EXPECT_EQ(error_of([&] { eigvecsh(a, std::nanf("")); }), text("eigvecsh", "nan"));
  EXPECT_EQ(eigvalsh(a, 0).size(), 2u);
}

TEST(LinearAlgebraErrors, NotPositiveDefinite) {
  const std::string mend =
      " is not positive: if it should be, add a small multiple of the identity.";
  // The minors of [1 2; 2 1] are 1 and -3.
  EXPECT_EQ(
      error_of([&] {
        cholesky_inverse(Var("a", tensor({2, 2}, {1, 2, 2, 1})));
      }),
      "cholesky_inverse: 'a' [2 x 2] must be positive definite, but its leading minor of size 2" +
          mend);
  EXPECT_EQ(
      error_of([&] {
        cholesky_solve(named({2, 2}, "a"), named({2}, "b"));
      }),
      "cholesky_solve: 'a' [2 x 2] must be positive definite, but its leading minor of size 1" +
          mend);
  EXPECT_EQ(
      error_of([&] { cholesky_solve(identity_matrix(2).named("a"), named({3}, "b")); }),
      "cholesky_solve: 'a' [2 x 2] with 'b' [3]: the right-hand side must be a vector or a matrix "
      "with 2 rows.");
  EXPECT_EQ(
      error_of([&] {
        cholesky_solve(identity_matrix(2).named("a"), named({2, 1, 1}, "b"));
      }),
      "cholesky_solve: 'a' [2 x 2] with 'b' [2 x 1 x 1]: the right-hand side must be a vector or "
      "a matrix with 2 rows.");
}

TEST(LinearAlgebraErrors, SingularValues) {
  const std::vector<std::pair<std::string, Var (*)(const Var&)>> ops = {
      {"singular_values", singular_values},
      {"left_singular_vectors", left_singular_vectors},
      {"right_singular_vectors", right_singular_vectors}};
  for (const auto& entry : ops) {
    const std::string& op = entry.first;
    const auto& f = entry.second;
    const std::string rule =
        " must be a matrix of at least one element, with two axes: reshape it first, or leave an "
        "empty one out.";
    EXPECT_EQ(error_of([&] { f(named({3}, "a")); }), op + ": 'a' [3]" + rule);
    EXPECT_EQ(error_of([&] { f(named({0, 2}, "a")); }), op + ": 'a' [0 x 2]" + rule);
    const auto inf = std::numeric_limits<Scalar>::infinity();
    EXPECT_EQ(error_of([&, g = f] {
                g(Var("a", tensor({1, 2}, {1, -inf})));
              }),
              op + ": element (0, 1) of 'a' [1 x 2] is -inf: all must be finite; look for what "
                   "computed it.");
  }
}

TEST(LinearAlgebraErrors, GradientsThatDivideByAGap) {
  Tape tape;
  const Var a = Var("a", identity_matrix(2).value());
  const std::string equal =
      ": values 0 and 1, 1 and 1, are equal up to rounding, and the gradient of their vectors "
      "divides by the gap: ask for no gradient through the vectors (nor for second order) there.";
  EXPECT_EQ(error_of([&] { tape.gradient(sum(eigvecsh(a)), {a}); }), "eigvecsh" + equal);
  EXPECT_EQ(error_of([&] { tape.gradient(sum(left_singular_vectors(a)), {a}); }),
            "left_singular_vectors" + equal);
  EXPECT_EQ(error_of([&] { tape.gradient(sum(right_singular_vectors(a)), {a}); }),
            "right_singular_vectors" + equal);
  const Var flat = Var("flat", tensor({3, 2}, {2, 0, 0, 0, 0, 0}));
  EXPECT_EQ(error_of([&] { tape.gradient(sum(left_singular_vectors(flat)), {flat}); }),
            "left_singular_vectors: singular value 1, 0, is 0 up to rounding, and the gradient of "
            "the vectors divides by it: ask for no gradient through the vectors (nor for second "
            "order) there.");
}

}  // namespace
}  // namespace tapestry

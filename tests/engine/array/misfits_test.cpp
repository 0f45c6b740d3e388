// What writers of ops are told to use checks what it is given: nothing reads past an end.
#include "engine/array/blas.hpp"
#include "engine/array/loops.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry::kernels {
namespace {

TEST(Misfits, ZipRefusesEqualSizesOfOtherShapes) {
  const auto plus = [](Scalar a, Scalar b) { return a + b; };
  const Tensor a = zeros({3, 4}), b = zeros({4, 3});
  EXPECT_EQ(error_of([&] {
              zip(a, b, {3, 4}, plus);
            }),
            "zip: an operand [4 x 3] cannot be repeated to fill [3 x 4]: give zip the shape that "
            "broadcast_shape makes of both operands.");
  EXPECT_NE(error_of([&] { zip(b, a, {3, 4}, plus); }), "no error");
  EXPECT_NE(error_of([&] { zip(zeros({12}), a, {3, 4}, plus); }), "no error");
  EXPECT_NE(error_of([&] { zip(zeros({2}), zeros({2}), {}, plus); }), "no error");
  EXPECT_NE(error_of([&] { zip(zeros({3}), zeros({1, 1, 1}), {3}, plus); }), "no error");
  EXPECT_NE(error_of([&] { zip(zeros({1, 1, 1}), zeros({3}), {3}, plus); }), "no error");
  EXPECT_EQ(zip(zeros({1, 4}), zeros({4}), {1, 4}, plus).shape(), (Shape{1, 4}));
}

TEST(Misfits, AddInPlaceRefusesAnotherShape) {
  Tensor to = zeros({1});
  EXPECT_EQ(error_of([&] { add_in_place(to, zeros({2})); }),
            "add_in_place: [1] += [2]: both must have the same shape: sum_to makes a gradient fit "
            "its parameter.");
  EXPECT_NE(error_of([&] { add_in_place(to, zeros({1, 1})); }), "no error");
}

TEST(Misfits, MatrixProductsRefuseOtherSizes) {
  const std::string rule =
      ": two matrices are needed, or three axes with equal batches or one of 1, whose inner sizes "
      "are equal.";
  EXPECT_EQ(error_of([] {
              matrix_product(zeros({2, 3}), zeros({5, 2}), false, false);
            }),
            "matrix product: [2 x 3] times [5 x 2]" + rule);
  EXPECT_EQ(error_of([] {
              matrix_product(zeros({2, 3}), zeros({3, 2}), true, false);
            }),
            "matrix product: [2 x 3] transposed times [3 x 2]" + rule);
  EXPECT_EQ(error_of([] {
              matrix_product(zeros({3}), zeros({3, 2}), false, true);
            }),
            "matrix product: [3] times [3 x 2] transposed" + rule);
  EXPECT_NE(error_of([] {
              batched_matrix_product(zeros({2, 2, 3}), zeros({3, 3, 2}), false, false);
            }),
            "no error");
  EXPECT_NE(error_of([] {
              batched_matrix_product(zeros({2, 2, 3}), zeros({2, 2, 3}), false, false);
            }),
            "no error");
  EXPECT_EQ(batched_matrix_product(zeros({1, 2, 3}), zeros({4, 2, 3}), false, true).shape(),
            (Shape{4, 2, 2}));
}

}  // namespace
}  // namespace tapestry::kernels

// Jacobians, Hessians and their products with vectors, against closed forms.
#include "engine/array/random.hpp"
#include "engine/derivatives/jacobian.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Jacobian, OfALinearMapIsItsMatrix) {
  Rng rng(1);
  const Var a(random_normal({3, 4}, rng)), x("x", random_normal({4}, rng));
  Tape tape;
  const Var y = reshape(matmul(a, reshape(x, {4, 1})), {3});
  expect_near(jacobian(tape, y, x), {3, 4}, doubles(a.value()));
}

TEST(Jacobian, HasTheAxesOfBoth) {
  const Var x("x", tensor({2}, {3, 5}));
  Tape tape;
  const Var y = reshape(x * x, {2, 1});
  expect_near(jacobian(tape, y, x), {2, 1, 2}, {6, 0, 0, 10});
  expect_near(jacobian(tape, sum(y), x), {2}, {6, 10});
  EXPECT_EQ(to_string(jacobian(tape, narrow(y, 0, 0, 0), x).shape()), "[0 x 1 x 2]");
  EXPECT_THAT(error_of([&] { jacobian(tape, x, x); }), testing::HasSubstr("is not on this tape"));
}

// x' A x has the Hessian A + A'; its product with v is (A + A') v.
TEST(Hessian, OfAQuadraticForm) {
  Rng rng(2);
  const Tensor a = random_normal({3, 3}, rng), v = random_normal({3}, rng);
  const Var x("x", random_normal({3}, rng));
  std::vector<double> symmetric(9), product(3, 0);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      symmetric[i * 3 + j] = a.data()[i * 3 + j] + a.data()[j * 3 + i];
      product[i] += symmetric[i * 3 + j] * v.data()[j];
    }
  Tape tape;
  const Var row = reshape(x, {1, 3});
  const Var form = sum(matmul(row, Var::constant(a)) * row);
  expect_near(hessian(tape, form, x), {3, 3}, symmetric, 1e-12);
  expect_near(hessian_vector_product(tape, form, {x}, {v})[0], {3}, product, 1e-12);
}

// sum(exp(x)) + x0 y: second derivatives within and between two Vars.
TEST(HessianVectorProduct, GoesAcrossSeveralVars) {
  const Var x("x", tensor({2}, {0.5, -1})), y("y", full({}, 3));
  Tape tape;
  const Var loss = sum(exp(x)) + sum(narrow(x, 0, 0, 1)) * y;
  const auto product =
      hessian_vector_product(tape, loss, {x, y}, {tensor({2}, {2, 7}), full({}, 11)});
  expect_near(product[0], {2}, {2 * std::exp(0.5) + 11, 7 * std::exp(-1.0)}, 1e-12);
  expect_near(product[1], {}, {2}, 1e-12);
}

TEST(HessianVectorProduct, NeedsADirectionOfTheSameShapes) {
  const Var x("x", zeros({2}));
  Tape tape;
  const Var loss = sum(x * x);
  EXPECT_EQ(error_of([&] { hessian_vector_product(tape, loss, {x}, {}); }),
            "hessian_vector_product: 1 Vars with a direction of 0 tensors: give one tensor a Var, "
            "of its shape.");
  EXPECT_EQ(error_of([&] { hessian_vector_product(tape, loss, {x}, {zeros({3})}); }),
            "hessian_vector_product: 'x' [2] with a direction [3]: both must have the same shape.");
}

}  // namespace
}  // namespace tapestry

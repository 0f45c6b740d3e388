// The answers that the page of 04_tensors gives to its exercises.
#include <gmock/gmock.h>

#include "engine/engine.hpp"
#include "tests/error_of.hpp"

namespace tapestry::test {
namespace {

// The shape of a sum, and how many elements of its gradient come to each element of the operands.
struct Sum {
  Shape shape;
  Scalar to_a, to_b;
};

Sum sum_of(const Shape& a_shape, const Shape& b_shape) {
  const Var a(zeros(a_shape)), b(zeros(b_shape));
  Tape tape;
  const Var y = a + b;
  const std::vector<Tensor> gradients = tape.gradient(y, {a, b}, full(y.shape(), 1));
  EXPECT_THAT(gradients[0].storage(), testing::Each(gradients[0].data()[0]));
  EXPECT_THAT(gradients[1].storage(), testing::Each(gradients[1].data()[0]));
  return {y.shape(), gradients[0].data()[0], gradients[1].data()[0]};
}

TEST(Exercises04, ShapesOfSums) {
  const Sum three = sum_of({5, 1, 4}, {3, 1}), square = sum_of({7}, {7, 1});
  EXPECT_EQ(three.shape, (Shape{5, 3, 4}));
  EXPECT_EQ(three.to_a, 3);
  EXPECT_EQ(three.to_b, 20);
  EXPECT_NE(error_of([] { sum_of({2, 3}, {2}); }), "no error");
  EXPECT_EQ(square.shape, (Shape{7, 7}));
  EXPECT_EQ(square.to_a, 7);
  EXPECT_EQ(square.to_b, 7);
}

TEST(Exercises04, AMeanOfRowsIsSubtractedFromColumns) {
  const Var x(tensor({2, 2}, {0, 1, 2, 4}));
  EXPECT_EQ((x - mean(x, {1})).value(), tensor({2, 2}, {-0.5, -2, 1.5, 1}));
  EXPECT_EQ((x - mean(x, {1}, Axis::keep)).value(), tensor({2, 2}, {-0.5, 0.5, -1, 1}));
  const Var wide(zeros({2, 3}));
  EXPECT_NE(error_of([&] { wide - mean(wide, {1}); }), "no error");
}

TEST(Exercises04, AllWithAllIsLeastAtTheMean) {
  const Var a("a", tensor({3, 1}, {0, 2.5, 4})), b("b", tensor({4}, {1, 2, 3, 4}));
  Tape tape;
  const Tensor gradient = tape.gradient(sum(square(a - b)), {a})[0];
  EXPECT_THAT(gradient.storage(), testing::ElementsAre(8 * -2.5, 0, 8 * 1.5));
}

}  // namespace
}  // namespace tapestry::test

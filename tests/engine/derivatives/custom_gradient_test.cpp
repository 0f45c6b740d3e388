// custom_gradient: the value that is given, and the gradient that is written.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(CustomGradient, LetsAGradientStraightThroughARounding) {
  Tape tape;
  const Var x("x", tensor({3}, {0.2f, 1.7f, -2.4f}));
  const Var y =
      custom_gradient(x, tensor({3}, {0, 2, -2}), [](const Var& g, const Var&) { return g; });
  expect_near(y.value(), {3}, {0, 2, -2});
  expect_near(tape.gradient(sum(y * y), {x})[0], {3}, {0, 4, -4});
}

TEST(CustomGradient, CanReverseAGradient) {
  Tape tape;
  const Var x("x", full({}, 3));
  const Var y = custom_gradient(x, x.value(), [](const Var& g, const Var&) { return -g; });
  expect_near(tape.gradient(y * y, {x})[0], {}, {-6});
}

TEST(CustomGradient, MustReturnAGradientThatFits) {
  Tape tape;
  const Var x("x", zeros({3}));
  const Var y = custom_gradient(x, full({}, 1), [](const Var& g, const Var&) { return g; });
  EXPECT_EQ(
      error_of([&] { tape.gradient(y, {x}); }),
      "backward pass: record 0, custom_gradient: the pullback of its input 0, 'x' [3], returned a "
      "gradient [scalar]: a pullback must return its input's shape, or one that the input "
      "broadcasts to: it is smaller than its input, so that a sum in the pullback is too much, or "
      "broadcast_to is missing.");
}

}  // namespace
}  // namespace tapestry

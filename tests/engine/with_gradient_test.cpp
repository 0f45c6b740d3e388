// with_gradient: the value that is given, and the gradient that is written.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(WithGradient, LetsAGradientStraightThroughARounding) {
  Tape tape;
  const Var x(tensor({3}, {0.2f, 1.7f, -2.4f}), "x");
  const Var y =
      with_gradient(x, tensor({3}, {0, 2, -2}), [](const Var& g, const Var&) { return g; });
  expect_near(y.value(), {3}, {0, 2, -2});
  expect_near(tape.gradient(sum(y * y), {x})[0], {3}, {0, 4, -4});
}

TEST(WithGradient, CanReverseAGradient) {
  Tape tape;
  const Var x(full({}, 3), "x");
  const Var y = with_gradient(x, x.value(), [](const Var& g, const Var&) { return -g; });
  expect_near(tape.gradient(y * y, {x})[0], {}, {-6});
}

TEST(WithGradient, MustReturnAGradientThatFits) {
  Tape tape;
  const Var x(zeros({3}), "x");
  const Var y = with_gradient(x, full({}, 1), [](const Var& g, const Var&) { return g; });
  EXPECT_EQ(error_of([&] { tape.gradient(y, {x}); }),
            "with_gradient: the pullback of its input 0 returned a gradient [scalar] for an input "
            "[3]: a pullback must return its input's shape, or one that the input broadcasts to.");
}

}  // namespace
}  // namespace tapestry

// The answers that the page of 01_tape gives to its exercises.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/engine.hpp"

namespace tapestry::test {
namespace {

struct Line {
  Var w = Var::parameter("w", full({}, 0.5F));
  Var x = Var("x", full({}, 3));
  Var b = Var::parameter("b", full({}, -1));
};

TEST(Exercises01, CubeHasFourRecordsAndThisGradient) {
  const Line line;
  Tape tape;
  const Var y = line.w * line.x + line.b;
  const Var z = y * y * y;
  EXPECT_EQ(tape.size(), 4U);
  const std::vector<Tensor> gradients = tape.gradient(z, {line.w, line.x, line.b});
  EXPECT_EQ(gradients[0](), Scalar(2.25));
  EXPECT_EQ(gradients[1](), Scalar(0.375));
  EXPECT_EQ(gradients[2](), Scalar(0.75));
}

TEST(Exercises01, DoublingsHaveOneRecordEach) {
  const Var w = Var::parameter("w", full({}, 1));
  Tape tape;
  Var d = w;
  for (int i = 0; i < 30; ++i) d = d + d;
  EXPECT_EQ(tape.size(), 30U);
  EXPECT_EQ(tape.gradient(d, {w})[0](), Scalar(1073741824));
}

TEST(Exercises01, WithoutPauseTheWalkLandsOnTheTape) {
  const Line line;
  Tape tape;
  const Var y = line.w * line.x + line.b;
  const Var z = y * tanh(y);
  std::vector<Scalar> gradients{0, 0, 0, 1};
  for (std::size_t i = 4; i-- > 0;) {  // the page's loop, which hands numbers on
    const Tape::Entry entry = tape[i];
    for (std::size_t k = 0; k < entry.inputs.size(); ++k) {
      const Scalar part = entry.pullbacks[k](gradients[i], entry.output).item();
      if (tape.holds(entry.inputs[k])) gradients[tape.index_of(entry.inputs[k])] += part;
    }
  }
  EXPECT_EQ(tape.size(), 10U);

  const double t = std::tanh(0.5);
  const Var by_loop = tape[8].output;
  EXPECT_NEAR(by_loop.item(), 3 * (t + 0.5 * (1 - t * t)), 1e-5);  // dz/dw = x (t + y (1 - t^2))
  EXPECT_EQ(tape.gradient(by_loop, {line.w})[0](), Scalar(0)) << "the chain is cut";

  const Var by_tape = tape.gradient_vars(z, {line.w})[0];
  EXPECT_NEAR(by_tape.item(), by_loop.item(), 1e-5);
  const double second = tape.gradient(by_tape, {line.w})[0]();
  EXPECT_NEAR(second, 9 * (1 - t * t) * (2 - 2 * 0.5 * t), 1e-4);
  EXPECT_NEAR(second, 10.8852, 1e-4) << "the figure on the page";
}

}  // namespace
}  // namespace tapestry::test

// The answers that the page of 01_tape gives to its exercises.
#include <gmock/gmock.h>

#include "engine/engine.hpp"

namespace tapestry::test {
namespace {

struct Line {
  Var w = Var::parameter("w", full({}, 0.5F));
  Var x = Var(full({}, 3), "x");
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
  for (std::size_t i = 4; i-- > 0;) {
    const Tape::Entry entry = tape[i];
    for (const Pullback& pullback : entry.pullbacks) pullback(1, entry.output);
  }
  EXPECT_EQ(tape.size(), 11U);
}

}  // namespace
}  // namespace tapestry::test

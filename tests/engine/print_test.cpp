// The printed tape, character by character.
#include <sstream>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Print, IsATableOfTheRecords) {
  Tape tape;
  const Var x(tensor({2, 3}, {1, 2, 3, 4, 5, 6}), "x"), w = Var::parameter("w", full({3, 1}, 0.5));
  const Var y = matmul(x, w).named("y");
  const Var loss = mean(square(1 - y)).named("loss");
  std::ostringstream out;
  print(tape, out);
  EXPECT_EQ(out.str(),
            "    op            shape     value       name\n"
            "%0  matmul(x, w)  [2 x 1]   [3, 7.5]    y\n"
            "%1  sub(1, %0)    [2 x 1]   [-2, -6.5]\n"
            "%2  square(%1)    [2 x 1]   [4, 42.25]\n"
            "%3  mean(%2)      [scalar]  23.12       loss\n");
}

TEST(Print, ShowsTheGradientBesideEachValue) {
  Tape tape;
  const Var x(full({}, 3), "x"), unnamed(full({2}, 1));
  const Var square_x = x * x, unused = unnamed + 1, loss = (2 * square_x).named("loss");
  std::ostringstream out;
  print(tape, out, loss);
  EXPECT_EQ(out.str(),
            "    op             shape     value   gradient  name\n"
            "%0  mul(x, x)      [scalar]  9       2\n"
            "%1  add(input, 1)  [2]       [2, 2]  [0, 0]\n"
            "%2  mul(2, %0)     [scalar]  18      1         loss\n");
}

TEST(Print, OfAnEmptyTapeIsTheHeading) {
  const Tape tape;
  std::ostringstream out;
  print(tape, out);
  EXPECT_EQ(out.str(), "  op  shape  value  name\n");
}

TEST(Summary, ShowsTheFirstElements) {
  EXPECT_EQ(summary(full({}, 3.5)), "3.5");
  EXPECT_EQ(summary(tensor({3}, {1, 2, 3})), "[1, 2, 3]");
  EXPECT_EQ(summary(zeros({0})), "[]");
  EXPECT_EQ(summary(counting({2, 2})), "[0, 1, 2, 3]");
  EXPECT_EQ(summary(counting({784, 10})), "[0, 1, 2, 3, ... 7840 in all]");
  EXPECT_EQ(summary(full({}, 1.0f / 3)), "0.3333");
}

}  // namespace
}  // namespace tapestry

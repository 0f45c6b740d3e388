// The printed tape, character by character.
#include <iostream>
#include <sstream>

#include "engine/base/text_table.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

template <class... Loss>
std::string printed(const Tape& tape, const Loss&... loss) {
  std::ostringstream out;
  print(tape, out, loss...);
  return out.str();
}

TEST(Print, IsATableOfTheRecords) {
  Tape tape;
  const Var x("x", tensor({2, 3}, {1, 2, 3, 4, 5, 6})), w = Var::parameter("w", full({3, 1}, 0.5));
  const Var y = matmul(x, w).named("y");
  const Var loss = mean(square(1 - y)).named("loss");
  EXPECT_EQ(printed(tape),
            "    op            shape     value       name\n"
            "%0  matmul(x, w)  [2 x 1]   [3, 7.5]    y\n"
            "%1  sub(1, %0)    [2 x 1]   [-2, -6.5]\n"
            "%2  square(%1)    [2 x 1]   [4, 42.25]\n"
            "%3  mean(%2)      [scalar]  23.12       loss\n");
}

// d(2 x x)/dx = 4 x: 6 from each of the two places where x stands.
TEST(Print, ShowsTheBackwardPassInItsOwnOrder) {
  Tape tape;
  const Var x("x", full({}, 3)), unnamed(full({2}, 1));
  const Var square_x = x * x, unused = unnamed + 1, loss = (2 * square_x).named("loss");
  EXPECT_EQ(printed(tape, loss),
            "    op             shape     value   name\n"
            "%0  mul(x, x)      [scalar]  9\n"
            "%1  add(input, 1)  [2]       [2, 2]\n"
            "%2  mul(2, %0)     [scalar]  18      loss\n"
            "\n"
            "The backward pass from %2, loss\n"
            "    op          gradient  sends  to\n"
            "%2  mul(2, %0)  1         2      %0\n"
            "%0  mul(x, x)   2         6      x\n"
            "                          6      x\n"
            "the leaves, with the sums of what was sent to them\n"
            "    x           12\n"
            "    input       [0, 0]\n"
            "not visited, because the loss does not depend on them: %1\n");
}

// A bias is repeated over the rows: what is sent to it has its own shape, summed over the rows.
TEST(Print, ShowsWhatIsSentInTheShapeOfTheInput) {
  Tape tape;
  const Var x("x", counting({3, 2})), bias = Var::parameter("bias", zeros({2}));
  const Var loss = sum(x + bias);
  EXPECT_THAT(printed(tape, loss), testing::HasSubstr("  [3, 3]                      bias\n"));
}

// d(x (x + 1))^2/dx = 2 x (x + 1) (2 x + 1) = 168 at 3.
TEST(Print, SaysWhichScopeTheRecordsAreIn) {
  Tape tape;
  const Var x("x", full({}, 3));
  Var y = x + 1;
  {
    const Scope trunk("trunk");
    y = y * x;
    const Scope layer("layer 0");
    y = square(y);
  }
  const Var loss = y + 2;
  EXPECT_EQ(printed(tape, loss),
            "    op          shape     value  name\n"
            "%0  add(x, 1)   [scalar]  4\n"
            "in trunk\n"
            "%1  mul(%0, x)  [scalar]  12\n"
            "in trunk/layer 0\n"
            "%2  square(%1)  [scalar]  144\n"
            "outside of scopes\n"
            "%3  add(%2, 2)  [scalar]  146\n"
            "\n"
            "The backward pass from %3\n"
            "    op          gradient  sends  to\n"
            "%3  add(%2, 2)  1         1      %2\n"
            "in trunk/layer 0\n"
            "%2  square(%1)  1         24     %1\n"
            "in trunk\n"
            "%1  mul(%0, x)  24        72     %0\n"
            "                          96     x\n"
            "outside of scopes\n"
            "%0  add(x, 1)   72        72     x\n"
            "the leaves, with the sums of what was sent to them\n"
            "    x           168\n");
}

TEST(Print, GoesToTheStandardOutput) {
  const Tape tape;
  square(Var("x", full({}, 3)));
  testing::internal::CaptureStdout();
  print(tape);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), printed(tape));
}

TEST(Print, RecordsNothing) {
  Tape tape;
  const Var loss = tanh(square(Var("x", full({}, 3))));
  printed(tape, loss);
  EXPECT_EQ(tape.size(), 2u);
}

TEST(Print, WritesNothingWhereThereIsNoGradient) {
  Tape tape;
  const Var y = square(Var("x", zeros({2}))).named("y");
  std::ostringstream out;
  EXPECT_EQ(error_of([&] { print(tape, out, y); }),
            error_of([&] { tape.gradient(y, std::vector<Var>()); }));
  EXPECT_EQ(out.str(), "");
}

TEST(Print, OfAnEmptyTapeIsTheHeading) {
  const Tape tape;
  EXPECT_EQ(printed(tape), "  op  shape  value  name\n");
}

TEST(Summary, ShowsTheFirstElements) {
  EXPECT_EQ(summary(full({}, 3.5)), "3.5");
  EXPECT_EQ(summary(tensor({3}, {1, 2, 3})), "[1, 2, 3]");
  EXPECT_EQ(summary(zeros({0})), "[]");
  EXPECT_EQ(summary(counting({2, 2})), "[0, 1, 2, 3]");
  EXPECT_EQ(summary(counting({784, 10})), "[0, 1, 2, 3, ... 7840 in all]");
  EXPECT_EQ(summary(full({}, 1.0f / 3)), "0.3333");
}

TEST(TextTable, GivesHeadingsNoPartInTheWidths) {
  std::ostringstream out;
  print_table({{"a", "b"}, {"a heading that is longer than all"}, {"ccc", "", "d"}, {}}, out);
  EXPECT_EQ(out.str(), "a    b\na heading that is longer than all\nccc     d\n\n");
}

}  // namespace
}  // namespace tapestry

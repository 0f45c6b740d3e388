// The whole text of every error that an op throws.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(OpErrors, Arithmetic) {
  const Var a = named({3, 4}, "a"), b = named({3}, "b");
  EXPECT_EQ(error_of([&] { a + b; }),
            "add: 'a' [3 x 4] and 'b' [3]: axis -1 has sizes 4 and 3, which must be equal or one "
            "of them 1: reshape or transpose one operand so that matching axes stand under each "
            "other, or keep a reduced axis with Axis::keep.");
  const Var c = named({2, 5, 4}, "c");
  EXPECT_EQ(error_of([&] { c* a; }),
            "mul: 'c' [2 x 5 x 4] and 'a' [3 x 4]: axis -2 has sizes 5 and 3, which must be equal "
            "or one of them 1: reshape or transpose one operand so that matching axes stand under "
            "each other, or keep a reduced axis with Axis::keep.");
  for (const auto& [name, f] : std::vector<std::pair<std::string, std::function<void()>>>{
           {"sub", [&] { a - b; }}, {"div", [&] { a / b; }}})
    EXPECT_THAT(error_of(f), testing::StartsWith(name + ": 'a' [3 x 4] and 'b' [3]: "));
}

TEST(OpErrors, NameUnnamedOperandsByTheirKind) {
  const Var input(zeros({3, 4})), constant = Var::constant(zeros({3}));
  EXPECT_THAT(error_of([&] { input + constant; }),
              testing::StartsWith("add: an unnamed input [3 x 4] and a constant [3]: "));
  const Var parameter = Var::parameter("", zeros({3}));
  EXPECT_THAT(
      error_of([&] { relu(input) + parameter; }),
      testing::StartsWith("add: the output of relu [3 x 4] and an unnamed parameter [3]: "));
}

TEST(OpErrors, Matmul) {
  const Var images = named({64, 784}, "images"), weight = named({3072, 128}, "trunk.0.weight");
  EXPECT_EQ(error_of([&] { matmul(images, weight); }),
            "matmul: 'images' [64 x 784] times 'trunk.0.weight' [3072 x 128]: the inner sizes, 784 "
            "and 3072, must be equal: give the second as many rows as the first has columns, or "
            "transpose one.");
  EXPECT_EQ(error_of([&] { matmul(images, weight, Transpose::yes, Transpose::yes); }),
            "matmul: 'images' [64 x 784] transposed times 'trunk.0.weight' [3072 x 128] "
            "transposed: the inner sizes, 64 and 128, must be equal: give the second as many rows "
            "as the first has columns, both after transposing, or transpose otherwise.");
  EXPECT_EQ(error_of([&] { matmul(images, named({784}, "v")); }),
            "matmul: 'images' [64 x 784] times 'v' [784]: both must be matrices, which have two "
            "axes: reshape them first.");
}

TEST(OpErrors, ShapesAndJoining) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(error_of([&] {
              reshape(x, {4, 2});
            }),
            "reshape: 'x' [2 x 3] holds 6 elements, but [4 x 2] holds 8: a new shape must hold as "
            "many.");
  EXPECT_EQ(error_of([&] {
              transpose(named({2, 3, 4}, "cube"));
            }),
            "transpose: 'cube' [2 x 3 x 4] has 3 axes, but a transpose exchanges the two axes of a "
            "matrix: reshape it to two axes first.");
  EXPECT_EQ(
      error_of([&] {
        broadcast_to(x, {2, 4});
      }),
      "broadcast_to: 'x' [2 x 3] cannot be repeated to fill [2 x 4]: from the last axis backwards "
      "each size must be 1 or equal: reshape it first, with size 1 where it is to be repeated.");
  EXPECT_EQ(error_of([&] { sum_to(x, {2}); }),
            "sum_to: 'x' [2 x 3] cannot be summed to [2]: that shape must be one that broadcasts "
            "to it: give the summed axes size 1.");
  EXPECT_EQ(error_of([&] {
              concatenate({x, named({2, 4}, "y")}, 0);
            }),
            "concatenate: 'x' [2 x 3] and 'y' [2 x 4] along axis 0: axis 1 has sizes 3 and 4, but "
            "all sizes except along that axis must be equal: reshape or narrow one first.");
  EXPECT_EQ(error_of([&] {
              concatenate({x, named({2}, "y")}, -1);
            }),
            "concatenate: 'x' [2 x 3] and 'y' [2] along axis -1: one has 2 axes and one 1, but all "
            "sizes except along that axis must be equal: reshape or narrow one first.");
  EXPECT_EQ(error_of([&] { concatenate({}, 0); }),
            "concatenate: no parts were given, but at least one is needed.");
  EXPECT_EQ(error_of([&] { narrow(x, 1, 2, 3); }),
            "narrow: 3 steps from 2 on axis 1 were asked of 'x' [2 x 3], but that axis ends at 3: "
            "begin + length must not exceed it.");
}

TEST(OpErrors, TakeRows) {
  const Var x = named({4, 2}, "x");
  EXPECT_EQ(error_of([&] {
              take_rows(x, {0, 4});
            }),
            "take_rows: index 4 at position 1 for 'x' [4 x 2]: an index must lie in 0 to 3: count "
            "from 0.");
  EXPECT_EQ(
      error_of([&] { take_rows(x, {-1}); }),
      "take_rows: index -1 at position 0 for 'x' [4 x 2]: an index must lie in 0 to 3: count from "
      "0; a negative index does not count from the end.");
  EXPECT_EQ(
      error_of([&] {
        take_rows(named({0, 2}, "none"), {0});
      }),
      "take_rows: index 0 at position 0 for 'none' [0 x 2]: there is no row that an index could "
      "name; leave an empty batch out.");
  EXPECT_EQ(
      error_of([&] { take_rows(Var(3).named("three"), {0}); }),
      "take_rows: 'three' [scalar] is a single number and has no axis 0: give a tensor that has "
      "one.");
  EXPECT_EQ(error_of([&] {
              scatter_rows(x, {0, 1}, 5);
            }),
            "scatter_rows: 'x' [4 x 2] came with 2 indices: give one index a row.");
  EXPECT_EQ(error_of([&] {
              scatter_rows(x, {0, 1, 7, 2}, 5);
            }),
            "scatter_rows: index 7 at position 2 for 'x' [4 x 2]: an index must lie in 0 to 4: "
            "count from 0.");
}

TEST(OpErrors, Axes) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(error_of([&] { sum(x, {2}); }),
            "sum: 'x' [2 x 3] has no axis 2: its axes are numbered 0 to 1, or -2 to -1 from the "
            "end.");
  EXPECT_EQ(error_of([&] { max(x, {-3}); }),
            "max: 'x' [2 x 3] has no axis -3: its axes are numbered 0 to 1, or -2 to -1 from the "
            "end.");
  EXPECT_EQ(error_of([&] {
              mean(x, {1, 0, -1});
            }),
            "mean: axis -1 of 'x' [2 x 3] is named twice: name each axis once.");
  EXPECT_EQ(error_of([&] { sum(x, Axes()); }),
            "sum: no axis of 'x' [2 x 3] was named: name at least one, or leave the argument out "
            "to reduce them all.");
  EXPECT_EQ(error_of([&] { softmax(x, 5); }),
            "softmax: 'x' [2 x 3] has no axis 5: its axes are numbered 0 to 1, or -2 to -1 from "
            "the end.");
  EXPECT_EQ(error_of([&] { log_softmax(Var(3)); }),
            "log_softmax: a constant [scalar] is a single number and has no axis -1: give a tensor "
            "that has one.");
}

TEST(OpErrors, Nothing) {
  const Var none = named({0, 3}, "none");
  EXPECT_EQ(error_of([&] { mean(none); }),
            "mean: 'none' [0 x 3] has no elements, and the mean of nothing is not defined: leave "
            "an empty batch out.");
  EXPECT_EQ(error_of([&] { max(none); }),
            "max: 'none' [0 x 3] has no elements, and the largest of nothing is not defined: leave "
            "an empty batch out.");
  for (const auto& [name, f] : std::vector<std::pair<std::string, std::function<void()>>>{
           {"softmax", [&] { softmax(none, 0); }},
           {"log_softmax", [&] { log_softmax(none, 0); }},
           {"log_sum_exp", [&] { log_sum_exp(none, 0); }}})
    EXPECT_EQ(error_of(f), name +
                               ": axis 0 of 'none' [0 x 3] is empty, and there is nothing to "
                               "normalise: leave an empty batch out.");
}

TEST(OpErrors, Losses) {
  const Var logits = named({2, 10}, "logits");
  EXPECT_EQ(error_of([&] {
              softmax_cross_entropy(logits, {3, 10});
            }),
            "softmax_cross_entropy: label 10 of row 1 for 'logits' [2 x 10]: a label must lie in 0 "
            "to 9: number the classes from 0, or give the logits a column a class.");
  EXPECT_EQ(error_of([&] {
              softmax_cross_entropy(logits, {-1, 3});
            }),
            "softmax_cross_entropy: label -1 of row 0 for 'logits' [2 x 10]: a label must lie in 0 "
            "to 9; masked_softmax_cross_entropy takes rows without a label.");
  EXPECT_EQ(error_of([&] {
              softmax_cross_entropy(logits, {1, 2, 3});
            }),
            "softmax_cross_entropy: 'logits' [2 x 10] with 3 labels: give one label a row.");
  const std::string rank =
      " must have the shape [batch x classes], with at least one row and one class: reshape it "
      "first, or leave an empty batch out.";
  EXPECT_EQ(error_of([&] { softmax_cross_entropy(named({10}, "logits"), {1}); }),
            "softmax_cross_entropy: 'logits' [10]" + rank);
  EXPECT_EQ(error_of([&] {
              softmax_cross_entropy(named({0, 10}, "logits"), {});
            }),
            "softmax_cross_entropy: 'logits' [0 x 10]" + rank);
  const std::string shapes = ": both must have the same shape, with at least one element; ";
  EXPECT_EQ(error_of([&] {
              mean_squared_error(named({4, 1}, "y"), named({4}, "t"));
            }),
            "mean_squared_error: 'y' [4 x 1] against 't' [4]" + shapes +
                "reshape one to the other's shape.");
  EXPECT_EQ(error_of([&] { mean_squared_error(named({0}, "y"), named({0}, "t")); }),
            "mean_squared_error: 'y' [0] against 't' [0]" + shapes + "leave an empty batch out.");
  EXPECT_EQ(
      error_of([&] { kernels::where_positive(named({2}, "g"), named({3}, "y")); }),
      "where_positive: 'g' [2] and 'y' [3] must have the same shape: g must be the gradient at y.");
}

// A reduced axis may have elements where another is empty: then there is nothing to reduce.
TEST(OpErrors, NotWhereNoResultIsAskedFor) {
  const Var none(zeros({0, 3}));
  EXPECT_EQ(mean(none, {1}).shape(), Shape({0}));
  EXPECT_EQ(max(none, {1}).shape(), Shape({0}));
  EXPECT_EQ(sum(none, {1}).shape(), Shape({0}));
  EXPECT_THAT(error_of([&] { mean(none, {0}); }), testing::HasSubstr("mean of nothing"));
  EXPECT_THAT(error_of([&] { max(none, {0}); }), testing::HasSubstr("largest of nothing"));
}

TEST(OpErrors, ShapesLargerThanMemory) {
  const std::size_t large = std::size_t{1} << 33;
  EXPECT_EQ(
      error_of([&] {
        zeros({large, large});
      }),
      "tensor: the shape [8589934592 x 8589934592] has more elements than memory can hold: one of "
      "its sizes has come out wrong, or the work must be split.");
  EXPECT_THAT(error_of([&] {
                reshape(Var(zeros({0})), {large, large / 2});
              }),
              testing::HasSubstr("more elements than memory can hold"));
}

TEST(OpErrors, InputsWithoutAPullback) {
  const Var x = named({2}, "x");
  EXPECT_EQ(error_of([&] {
              record("halve", x.value(), {{x, {}}});
            }),
            "halve: input 0, 'x' [2], has no pullback: give it one, or leave the input out if no "
            "gradient goes there.");
  EXPECT_THAT(error_of([&] {
                record("halve", x.value(), {{Var(), {}}});
              }),
              testing::HasSubstr("this handle holds nothing"));
  const std::function<Var(const Var&, const Var&)> none;
  EXPECT_THAT(error_of([&] { custom_gradient(x, x.value(), none); }),
              testing::StartsWith("custom_gradient: input 0, 'x' [2], has no pullback: "));
}

TEST(Record, LeavesTheEdgesThatItIsGivenAsTheyAre) {
  const Var x = named({2}, "x");
  const std::vector<Edge> edges = {{x, [](const Var& g, const Var&) { return g; }}};
  Tape tape;
  record("once", x.value(), edges);
  record("twice", x.value(), edges);
  EXPECT_EQ(tape.size(), 2u);
}

}  // namespace
}  // namespace tapestry

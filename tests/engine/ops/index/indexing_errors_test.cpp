// The whole text of every error of the ops that pick, join and turn elements, and of the reductions
// beside sum, mean and max.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(IndexingErrors, GatherAndScatter) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(
      error_of([&] {
        gather(x, 1, {0, 3});
      }),
      "gather: index 3 at position 1 for 'x' [2 x 3]: an index must lie in 0 to 2: count from 0.");
  EXPECT_EQ(error_of([&] { gather(x, 2, {0}); }),
            "gather: 'x' [2 x 3] has no axis 2: its axes are numbered 0 to 1, or -2 to -1 from the "
            "end.");
  EXPECT_EQ(error_of([&] {
              scatter(x, 1, {0, 1}, 5);
            }),
            "scatter: 'x' [2 x 3] came with 2 indices: give one index for each step of its axis.");
  EXPECT_EQ(error_of([&] {
              scatter(x, 1, {0, -1, 2}, 5);
            }),
            "scatter: index -1 at position 1 for 'x' [2 x 3]: an index must lie in 0 to 4: count "
            "from 0; a negative index does not count from the end.");
}

TEST(IndexingErrors, Slicing) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(error_of([&] { slice(x, 1, 1, 4); }),
            "slice: the steps 1 to 4 (not included) of axis 1 of 'x' [2 x 3]: they must satisfy 0 "
            "<= begin <= end <= 3.");
  EXPECT_THAT(error_of([&] { slice(x, 1, -1, 3); }), testing::HasSubstr("the steps -1 to 3"));
  EXPECT_THAT(error_of([&] { slice(x, 1, 2, 1); }), testing::HasSubstr("the steps 2 to 1"));
  EXPECT_EQ(error_of([&] { slice(x, 1, 0, 3, -1); }),
            "slice: the step is -1, but it must be at least 1: for the steps backwards, flip 'x' "
            "[2 x 3] first.");
  EXPECT_THAT(error_of([&] { slice(x, 1, 0, 3, 0); }), testing::HasSubstr("the step is 0"));
  EXPECT_EQ(error_of([&] { flip(Var(3), 0); }),
            "flip: a constant [scalar] is a single number and has no axis 0: give a tensor that "
            "has one.");
  const std::size_t many = std::size_t{1} << 40;
  EXPECT_EQ(error_of([&] { repeat(x, 0, many); }),
            "repeat: 1099511627776 times the 2 steps of axis 0 of 'x' [2 x 3] are more than an "
            "axis may have, 2147483647.");
  EXPECT_THAT(error_of([&] { tile(x, 0, many); }), testing::StartsWith("tile: 1099511627776"));
}

TEST(IndexingErrors, PermutePadFlatten) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(error_of([&] { permute(x, {0}); }),
            "permute: 'x' [2 x 3] has 2 axes, but the order names 1: name each once.");
  EXPECT_EQ(error_of([&] {
              permute(x, {1, -1});
            }),
            "permute: axis -1 of 'x' [2 x 3] is named twice: name each axis once.");
  EXPECT_EQ(error_of([&] {
              permute(x, {0, 2});
            }),
            "permute: 'x' [2 x 3] has no axis 2: its axes are numbered 0 to 1, or -2 to -1 from "
            "the end.");
  EXPECT_EQ(error_of([&] {
              pad(x, {1}, {1, 1});
            }),
            "pad: 1 number before and 2 after for 'x' [2 x 3], which has 2 axes: give one of each "
            "for every axis.");
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(error_of([&] {
              pad(x, {0, most}, {0, 0});
            }),
            "pad: axis 1 of 'x' [2 x 3] would have more steps than can be counted.");
  EXPECT_THAT(error_of([&] {
                pad(x, {0, most / 2}, {0, 0});
              }),
              testing::HasSubstr("more elements than memory can hold"));
  EXPECT_EQ(error_of([&] { flatten(named({4}, "v")); }),
            "flatten: 'v' [4] has no axis 1: its axes are numbered 0 to 0, or -1 to -1 from the "
            "end.");
}

TEST(IndexingErrors, StackAndSplit) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(error_of([&] { stack({}); }),
            "stack: no parts were given, but at least one is needed.");
  EXPECT_EQ(error_of([&] {
              stack({x, named({3, 2}, "y")});
            }),
            "stack: 'x' [2 x 3] and 'y' [3 x 2]: all parts must have the same shape: reshape them "
            "first, or use concatenate.");
  EXPECT_EQ(error_of([&] {
              stack({x, x}, 3);
            }),
            "stack: axis 3 for parts like 'x' [2 x 3]: the new axis must be one of the result, 0 "
            "to 2, or -3 to -1 from the end.");
  EXPECT_EQ(error_of([&] {
              split(x, 1, {1, 1});
            }),
            "split: axis 1 of 'x' [2 x 3] has size 3, but the lengths given, 2 of them, are "
            "shorter together: they must add up to it.");
  EXPECT_EQ(error_of([&] {
              split(x, 1, {1, 3});
            }),
            "split: axis 1 of 'x' [2 x 3] has size 3, but the lengths given, 2 of them, are longer "
            "together: they must add up to it.");
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  EXPECT_THAT(error_of([&] { split(x, 1, {most, 4}); }), testing::HasSubstr("are longer"));
  EXPECT_EQ(error_of([&] { split_equally(x, 1, 2); }),
            "split_equally: axis 1 of 'x' [2 x 3] has size 3, which is no multiple of 2: give "
            "another number of parts, or use split.");
  EXPECT_THAT(error_of([&] { split_equally(x, 1, 0); }), testing::HasSubstr("no multiple of 0"));
}

TEST(ReductionErrors, Nothing) {
  const Var none = named({0, 3}, "none");
  EXPECT_EQ(error_of([&] { min(none); }),
            "min: 'none' [0 x 3] has no elements, and the smallest of nothing is not defined: "
            "leave an empty batch out.");
  EXPECT_EQ(min(none, {1}).shape(), Shape({0}));
  EXPECT_EQ(error_of([&] { argmax(none, 0); }),
            "argmax: axis 0 of 'none' [0 x 3] is empty, and the largest of nothing is not defined: "
            "leave an empty batch out.");
  EXPECT_EQ(error_of([&] {
              log_sum_exp(none, {1, 0});
            }),
            "log_sum_exp: axis 0 of 'none' [0 x 3] is empty, and there is nothing to normalise: "
            "leave an empty batch out.");
  EXPECT_EQ(error_of([&] {
              log_sum_exp(none, {1, 1});
            }),
            "log_sum_exp: axis 1 of 'none' [0 x 3] is named twice: name each axis once.");
}

TEST(ReductionErrors, Variance) {
  const Var x = named({4, 1}, "x");
  EXPECT_EQ(error_of([&] { variance(x, {1}, Axis::drop, 1); }),
            "variance: 'x' [4 x 1] with 1 element in each group and correction 1: there must be "
            "more elements than the correction: give more, or a smaller one.");
  EXPECT_EQ(error_of([&] { variance(named({0}, "none")); }),
            "variance: 'none' [0] with 0 elements in each group and correction 0: there must be "
            "more elements than the correction: give more, or a smaller one.");
  EXPECT_EQ(error_of([&] { variance(x, {0}, Axis::drop, -1); }),
            "variance: the correction is -1, but it must be 0 (the variance of these numbers), 1 "
            "(the estimate from a sample) or more.");
  EXPECT_EQ(variance(named({0, 3}, "none"), {1}).shape(), Shape({0}));
}

TEST(ReductionErrors, FrobeniusNorm) {
  EXPECT_EQ(
      error_of([&] { frobenius_norm(named({4}, "v")); }),
      "frobenius_norm: 'v' [4] has 1 axis, but a matrix has two: reshape it, or use l2_norm.");
}

}  // namespace
}  // namespace tapestry

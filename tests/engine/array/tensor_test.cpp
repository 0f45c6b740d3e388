// What a learner does with a Tensor by hand: prints it, reads an element, adds two.
#include <iomanip>
#include <sstream>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

template <class T>
std::string printed(const T& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}

TEST(PrintedTensor, IsWholeWhereItIsSmall) {
  EXPECT_EQ(printed(full({}, 2.5F)), "2.5");
  EXPECT_EQ(printed(tensor({3}, {1, -2.5F, 3})), "[   1, -2.5,    3]");
  EXPECT_EQ(printed(tensor({2, 3}, {1, 2, 3, 4, 5, 10})), "[[ 1,  2,  3],\n [ 4,  5, 10]]");
  EXPECT_EQ(printed(tensor({2, 1, 2}, {1, 2, 3, 4})), "[[[1, 2]],\n [[3, 4]]]");
  EXPECT_EQ(printed(tensor({2}, {kNaN, -kInfinity})), "[ nan, -inf]");
}

TEST(PrintedTensor, SaysItsShapeWhereTheBracketsDoNot) {
  EXPECT_EQ(printed(zeros({0})), "[]  [0]");
  EXPECT_EQ(printed(zeros({2, 0})), "[[],\n []]  [2 x 0]");
  EXPECT_EQ(printed(zeros({100000, 0})).size(), printed(zeros({200000, 0})).size());
  EXPECT_EQ(printed(counting({1001})), "[   0,    1,    2, ...,  998,  999, 1000]  [1001]");
  EXPECT_EQ(printed(counting({2, 600})),
            "[[   0,    1,    2, ...,  597,  598,  599],\n"
            " [ 600,  601,  602, ..., 1197, 1198, 1199]]  [2 x 600]");
  EXPECT_EQ(printed(zeros({10, 20, 10})).substr(0, 60),
            "[[[0, 0, 0, ..., 0, 0, 0],\n  [0, 0, 0, ..., 0, 0, 0],\n  [0, ");
  EXPECT_THAT(printed(zeros({10, 20, 10})), testing::HasSubstr(",\n ...,\n [["));
}

TEST(PrintedTensor, HasTheDigitsThatTheStreamSays) {
  std::ostringstream out;
  out << std::setprecision(2) << tensor({2}, {1.2345F, 2});
  EXPECT_EQ(out.str(), "[1.2,   2]");
  std::ostringstream fixed;
  fixed << std::fixed << std::setprecision(2) << std::setw(9) << tensor({2}, {123.456F, 0.001F});
  EXPECT_EQ(fixed.str(), "[123.46,   0.00]");
}

TEST(PrintedTensor, IsAVarsValue) {
  EXPECT_EQ(printed(Var("w", tensor({2}, {1, 2}))), "[1, 2]");
  EXPECT_EQ(printed(Var(Scalar(3))), "3");
  EXPECT_EQ(printed(Var()), "(an empty Var)");
}

TEST(TensorByHand, RefusesAnIndexOutsideOfItsShape) {
  const Tensor x = counting({2, 3});
  EXPECT_EQ(x(1, 2), 5);
  EXPECT_EQ(error_of([&] { return x(5, 1); }),
            "tensor: index 5 on axis 0 of a tensor [2 x 3]: it must lie in 0 to 1: count from 0, "
            "and give one index an axis.");
  EXPECT_EQ(error_of([&] { return x(0, -1); }),
            "tensor: index -1 on axis 1 of a tensor [2 x 3]: it must lie in 0 to 2: count from 0, "
            "and give one index an axis.");
  EXPECT_NE(error_of([&] { return x(3); }), "no error");
  Tensor y = zeros({4});
  EXPECT_NE(error_of([&] { y(4) = 1; }), "no error");
  EXPECT_EQ(y, zeros({4}));
}

// The short form, and the one that counts its indices at run time.
TEST(TensorByHand, LooksAtIndicesInBrackets) {
  const Tensor x = counting({2, 5});
  EXPECT_EQ((x[{1, 2}]), 7);
  EXPECT_EQ(x(1, xt::missing), 5);
  EXPECT_EQ(error_of([&] { return x[{4}]; }),
            "tensor: 1 index for a tensor [2 x 5]: give one index an axis.");
  EXPECT_NE(error_of([&] { return x(4); }), "no error");
  EXPECT_NE(error_of([&] { return x(0, 1, 2); }), "no error");
  EXPECT_NE(error_of([&] { return x(); }), "no error");
  EXPECT_NE(error_of([&] { return zeros({4, 1})(2, 9); }), "no error");
  EXPECT_NE(error_of([&] { return zeros({})(0); }), "no error");
  EXPECT_EQ(full({}, 3)(), 3);
  EXPECT_EQ(error_of([&] {
              return x[{5, 1}];
            }),
            "tensor: index 5 on axis 0 of a tensor [2 x 5]: it must lie in 0 to 1: count from 0, "
            "and give one index an axis.");
  EXPECT_NE(error_of([&] { return x[{1, -1}]; }), "no error");
  EXPECT_NE(error_of([&] { return x[{5}]; }), "no error");
  EXPECT_EQ(error_of([&] { return zeros({0})(0); }),
            "tensor: index 0 on axis 0 of a tensor [0], which is empty: there is no element to "
            "name.");
}

TEST(TensorByHand, NamesTheShapesThatDoNotFit) {
  const auto misfit = [](const std::string& operand, const std::string& so_far) {
    return "tensor: an operand " + operand + " does not fit element by element to " + so_far +
           ", which is what stands before it (its axes of size 1 filled up): along each axis, "
           "counted from the last, the sizes must be equal or one of them 1: reshape one of them.";
  };
  const auto sum_of = [](const Shape& a, const Shape& b) {
    return error_of([&] { Tensor x = zeros(a) + zeros(b); });
  };
  EXPECT_EQ(sum_of({2, 3}, {4, 3}), misfit("[4 x 3]", "[2 x 3]"));
  EXPECT_EQ(sum_of({3}, {2, 4}), misfit("[2 x 4]", "[3]"));
  EXPECT_EQ(sum_of({2, 1}, {4, 3}), misfit("[4 x 3]", "[2 x 3]"));
  EXPECT_EQ(error_of([] {
              Tensor x = zeros({2, 3}) * zeros({4, 3});
            }),
            misfit("[4 x 3]", "[2 x 3]"));
  EXPECT_EQ(error_of([] {
              Tensor x = zeros({3});
              x += zeros({2, 4});
            }),
            misfit("[2 x 4]", "[3]"));
  const Tensor sum = zeros({2, 3}) + ones_like(zeros({3}));
  EXPECT_EQ(sum, full({2, 3}, 1));
}

}  // namespace
}  // namespace tapestry

// The whole text of every error of the losses and of the element-by-element functions.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

using Call = std::function<void()>;

TEST(ElementwiseErrors, ShapesThatDoNotFit) {
  const Var a = named({3, 4}, "a"), b = named({3}, "b");
  const std::string rule =
      ": axis -1 has sizes 4 and 3, which must be equal or one of them 1: reshape or transpose one "
      "operand so that matching axes stand under each other, or keep a reduced axis with "
      "Axis::keep.";
  EXPECT_EQ(error_of([&] { maximum(a, b); }), "maximum: 'a' [3 x 4] and 'b' [3]" + rule);
  EXPECT_EQ(error_of([&] { minimum(a, b); }), "minimum: 'a' [3 x 4] and 'b' [3]" + rule);
  EXPECT_EQ(error_of([&] { pow(a, b); }), "pow: 'a' [3 x 4] and 'b' [3]" + rule);
  EXPECT_EQ(error_of([&] { where(ones_like(a.value()), a, b); }),
            "where: 'condition' [3 x 4] and 'b' [3]" + rule);
  EXPECT_EQ(error_of([&] { where(zeros({}), a, b); }), "where: 'a' [3 x 4] and 'b' [3]" + rule);
  EXPECT_THAT(error_of([&] { where(zeros({2}), 0, b); }),
              testing::StartsWith("where: 'condition' [2] and 'b' [3]: "));
}

TEST(ElementwiseErrors, NumbersOutOfRange) {
  const Var x = named({2, 3}, "x");
  EXPECT_EQ(error_of([&] {
              where(tensor({3}, {0, 1, kNaN}), x, 0);
            }),
            "where: element 2 (in row-major order) of the condition [3] is NaN: a condition must "
            "be 0 for no, and any other number for yes.");
  const std::string bounds = ": the lower bound must not exceed the upper one, nor either be NaN.";
  EXPECT_EQ(error_of([&] { clamp(x, 2, 1); }), "clamp: 'x' [2 x 3] between 2 and 1" + bounds);
  EXPECT_EQ(error_of([&] { clamp(x, kNaN, 1); }), "clamp: 'x' [2 x 3] between nan and 1" + bounds);
  EXPECT_EQ(error_of([&] { clamp(x, 0, kNaN); }), "clamp: 'x' [2 x 3] between 0 and nan" + bounds);
  EXPECT_EQ(error_of([&] { leaky_relu(x, kInfinity); }),
            "leaky_relu of 'x' [2 x 3]: the slope is inf, but must be finite: 0.01 is usual.");
  EXPECT_EQ(error_of([&] { elu(x, kNaN); }),
            "elu of 'x' [2 x 3]: the alpha is nan, but must be finite: 1 is usual.");
}

TEST(LossErrors, Labels) {
  const Var logits = named({3, 10}, "logits");
  EXPECT_EQ(error_of([&] {
              masked_softmax_cross_entropy(logits, {1, -2, 3});
            }),
            "masked_softmax_cross_entropy: label -2 of row 1 for 'logits' [3 x 10]: a label must "
            "lie in 0 to 9, or be -1 where there is none: number the classes from 0, or give the "
            "logits a column a class.");
  EXPECT_EQ(error_of([&] {
              masked_softmax_cross_entropy(logits, {1, 2, 10});
            }),
            "masked_softmax_cross_entropy: label 10 of row 2 for 'logits' [3 x 10]: a label must "
            "lie in 0 to 9, or be -1 where there is none: number the classes from 0, or give the "
            "logits a column a class.");
  EXPECT_EQ(error_of([&] {
              masked_softmax_cross_entropy(logits, {-1, -1, -1});
            }),
            "masked_softmax_cross_entropy: none of the 3 rows of 'logits' [3 x 10] has a label, "
            "and the mean of nothing is not defined: leave this batch out, or take the sum, which "
            "is 0.");
  EXPECT_EQ(error_of([&] {
              focal(logits, {1, -1, 3}, 2);
            }),
            "focal: label -1 of row 1 for 'logits' [3 x 10]: a label must lie in 0 to 9; "
            "masked_softmax_cross_entropy takes rows without a label.");
  EXPECT_EQ(error_of([&] {
              focal(logits, {1, 3}, 2);
            }),
            "focal: 'logits' [3 x 10] with 2 labels: give one label a row.");
  EXPECT_EQ(error_of([&] {
              masked_softmax_cross_entropy(named({3}, "line"), {1, 2, 0});
            }),
            "masked_softmax_cross_entropy: 'line' [3] must have the shape [batch x classes], with "
            "at least one row and one class: reshape it first, or leave an empty batch out.");
  EXPECT_EQ(error_of([&] {
              softmax_cross_entropy_gradient(named({2}, "g"), logits, {1, 2, 3}, Reduction::none);
            }),
            "softmax_cross_entropy_gradient: 'g' [2] is the gradient at a loss [3]: both must have "
            "the same shape: pass a scalar for mean and sum, [batch] for none.");
  EXPECT_EQ(error_of([&] {
              softmax_cross_entropy_gradient(named({3}, "g"), logits, {1, 2, 3}, Reduction::mean);
            }),
            "softmax_cross_entropy_gradient: 'g' [3] is the gradient at a loss [scalar]: both must "
            "have the same shape: pass a scalar for mean and sum, [batch] for none.");
}

TEST(LossErrors, Targets) {
  const Var logits = named({2, 3}, "logits");
  const auto soft = [&](const std::vector<Scalar>& targets) {
    return error_of([&] { soft_label_cross_entropy(logits, Var("t", tensor({2, 3}, targets))); });
  };
  EXPECT_EQ(soft({0.2f, 0.3f, 0.5f, 0.25f, 0.25f, 0.25f}),
            "soft_label_cross_entropy: the targets of row 1 in 't' [2 x 3] sum to 0.75: the "
            "probabilities of a row must sum to 1, within 0.005; divide each by the row's sum.");
  EXPECT_EQ(soft({0.5f, -0.5f, 1, 1, 0, 0}),
            "soft_label_cross_entropy: target -0.5 of row 0, class 1 in 't' [2 x 3]: a target is a "
            "probability, and must not be negative nor NaN.");
  EXPECT_THAT(soft({1, 0, 0, 0, kNaN, 1}), testing::StartsWith("soft_label_cross_entropy: target "
                                                               "nan of row 1, class 1 in "));
  EXPECT_THAT(soft({0.33f, 0.33f, 0.33f, 1, 0, 0}), testing::HasSubstr("row 0 in 't'"));
  EXPECT_EQ(soft({0.333f, 0.333f, 0.333f, 1, 0, 0}), "no error");
  EXPECT_EQ(error_of([&] {
              soft_label_cross_entropy(logits, named({3, 2}, "t"));
            }),
            "soft_label_cross_entropy: 'logits' [2 x 3] with targets 't' [3 x 2]: both must have "
            "the same shape [batch x classes], with at least one row and one class; give each row "
            "one probability a class.");

  const Var binary = named({2}, "z");
  EXPECT_EQ(error_of([&] {
              binary_cross_entropy_with_logits(binary, Var("t", tensor({2}, {1, 1.5})));
            }),
            "binary_cross_entropy_with_logits: target 1.5 at element 1 (in row-major order) of 't' "
            "[2] for 'z' [2]: a target is the probability of \"yes\", and must lie in 0 to 1.");
  EXPECT_THAT(error_of([&] {
                binary_cross_entropy_with_logits(binary, Var("t", tensor({2}, {-0.1f, 0})));
              }),
              testing::HasSubstr("target -0.1 at element 0 "));
  EXPECT_THAT(error_of([&] {
                binary_cross_entropy_with_logits(binary, Var("t", tensor({2}, {0, kNaN})));
              }),
              testing::HasSubstr("target nan at element 1 "));
}

TEST(LossErrors, ShapesThatDiffer) {
  const Var y = named({4, 1}, "y"), t = named({4}, "t"), none = named({0}, "none"),
            few = named({3, 1}, "few");
  const std::string rule = ": both must have the same shape, with at least one element; ";
  for (Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none})
    for (const auto& [op, f] : std::vector<std::pair<std::string, std::function<Var(Var, Var)>>>{
             {reduction == Reduction::mean  ? "mean_squared_error"
              : reduction == Reduction::sum ? "sum_of_squares"
                                            : "squared_error",
              [&](const Var&a, const Var&b) { return squared_error(a, b, reduction); }},
             {"huber", [&](const Var&a, const Var&b) { return huber(a, b, 1, reduction); }},
             {"binary_cross_entropy_with_logits",
              [&](const Var&a,
                  const Var&b) { return binary_cross_entropy_with_logits(a, b, reduction); }},
             {"sigmoid_minus", sigmoid_minus}}) {
      EXPECT_EQ(error_of([&] { f(y, t); }),
                op + ": 'y' [4 x 1] against 't' [4]" + rule + "reshape one to the other's shape.");
      EXPECT_EQ(error_of([&] { f(y, few); }), op + ": 'y' [4 x 1] against 'few' [3 x 1]" + rule +
                                                  "give one target a prediction.");
      EXPECT_EQ(error_of([&] { f(none, none); }),
                op + ": 'none' [0] against 'none' [0]" + rule + "leave an empty batch out.");
    }
}

TEST(LossErrors, Constants) {
  const Var y = named({4}, "y");
  for (const auto& [delta, shown] : std::vector<std::pair<Scalar, std::string>>{
           {0, "0"}, {-1, "-1"}, {kNaN, "nan"}, {kInfinity, "inf"}})
    EXPECT_EQ(error_of([&, limit = delta] { huber(y, y, limit); }),
              "huber: delta is " + shown +
                  ", but must be positive and finite: it is the error at which the loss turns from "
                  "squared to linear.");
  for (const auto& [gamma, shown] :
       std::vector<std::pair<Scalar, std::string>>{{-1, "-1"}, {kNaN, "nan"}, {kInfinity, "inf"}}) {
    const std::string rule = ": gamma is " + shown +
                             ", but must be finite and not negative: 0 gives the plain "
                             "cross-entropy, and 2 is usual.";
    EXPECT_EQ(error_of([&, g = gamma] { focal_weighted(y, g); }), "focal_weighted" + rule);
    EXPECT_EQ(error_of([&, g = gamma] { focal(named({1, 2}, "z"), {0}, g); }), "focal" + rule);
  }
  EXPECT_EQ(error_of([&] {
              focal_weighted(Var("u", tensor({2}, {1, -0.5f})), 2);
            }),
            "focal_weighted: element 1 (in row-major order) of 'u' [2] is -0.5: a cross-entropy is "
            "-log of a probability, and never negative.");
}

}  // namespace
}  // namespace tapestry

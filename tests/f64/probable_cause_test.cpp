// Wrong ops, each with the mistake that students make, and the sentence that the check answers.
#include <gmock/gmock.h>

#include "engine/check/gradient_check.hpp"
#include "engine/engine.hpp"

namespace tapestry {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;
using Vars = std::vector<Var>;

Tensor sample(const Shape& shape) {
  Rng rng(7);
  return random_uniform(shape, rng, 0.5, 2);
}

// y = x^2 [3 x 4] with the given pullback.
GradientReport square_with(const std::function<Var(const Var& x, const Var& g)>& pullback) {
  return check_gradient("my_square",
                        [&](const Vars& inputs) {
                          const Var x = inputs[0];
                          return record(
                              "my_square", square(x).value(),
                              {{x, [=](const Var& g, const Var&) { return pullback(x, g); }}});
                        },
                        {sample({3, 4})});
}

void expect_cause(const GradientReport& report, const std::string& cause) {
  EXPECT_FALSE(report.passed);
  EXPECT_THAT(report.text, HasSubstr("Probable cause: " + cause));
}

TEST(ProbableCause, OfARightPullbackIsNone) {
  const GradientReport report = square_with([](const Var& x, const Var& g) { return g * (2 * x); });
  EXPECT_TRUE(report.passed) << report.text;
  EXPECT_THAT(report.text,
              MatchesRegex("my_square: the gradients are right; the largest relative error is "
                           "[0-9.e-]+ where 1e-07 is allowed\\."));
  EXPECT_GT(report.worst_error, 0);
  EXPECT_LT(report.worst_error, 1e-7);
}

TEST(ProbableCause, ZerosOrNotLinked) {
  const std::string cause =
      "the pullback returns zeros, or the input is not linked to the output: its edge is missing "
      "in record, or .value() was used on the way.";
  expect_cause(
      square_with([](const Var& x, const Var&) { return Var::constant(zeros_like(x.value())); }),
      cause);
  const auto unlinked = [](const Vars& x) {
    return record("my_add", (x[0] + x[1]).value(),
                  {{x[0], [](const Var& g, const Var&) { return g; }}});
  };
  const GradientReport report = check_gradient("my_add", unlinked, {sample({2}), sample({2})});
  expect_cause(report, cause);
  EXPECT_THAT(report.text, HasSubstr("the gradient of input 1 [2] is wrong"));
}

TEST(ProbableCause, SignFlipped) {
  expect_cause(square_with([](const Var& x, const Var& g) { return g * (-2 * x); }),
               "the sign is flipped: every element is -1 times what it should be.");
}

TEST(ProbableCause, UpstreamDropped) {
  expect_cause(square_with([](const Var& x, const Var&) { return 2 * x; }),
               "the upstream gradient is dropped: the result is what an upstream gradient of ones "
               "would give, so the pullback does not multiply by g.");
}

TEST(ProbableCause, Transposed) {
  const auto outer_transposed = [](const Vars& x) {
    const Var a = x[0];
    return record("my_transpose", transpose(a).value(),
                  {{a, [=](const Var& g, const Var&) { return reshape(g, a.shape()); }}});
  };
  expect_cause(check_gradient("my_transpose", outer_transposed, {sample({2, 3})}),
               "the elements are those of the transposed gradient: a transpose is missing or one "
               "too many in the pullback.");
}

TEST(ProbableCause, BroadcastNotSummed) {
  const auto add_row = [](const Vars& x) {
    const Var a = x[0], row = x[1];
    return record(
        "my_add_row", (a + row).value(),
        {{a, [](const Var& g, const Var&) { return g; }},
         {row, [](const Var& g, const Var&) { return reshape(narrow(g, 0, 0, 1), {4}); }}});
  };
  expect_cause(check_gradient("my_add_row", add_row, {sample({3, 4}), sample({4})}),
               "a broadcast is not summed: the input was repeated, and the pullback returns the "
               "gradient of one repetition instead of the sum over all.");
}

TEST(ProbableCause, PullbacksExchanged) {
  const auto exchanged = [](const Vars& x) {
    const Var a = x[0], b = x[1];
    return record("my_mul", (a * b).value(),
                  {{a, [=](const Var& g, const Var&) { return g * a; }},
                   {b, [=](const Var& g, const Var&) { return g * b; }}});
  };
  Rng rng(8);
  const Tensor other = random_uniform({3, 4}, rng, 0.5, 2);
  expect_cause(
      check_gradient("my_mul", exchanged, {sample({3, 4}), other}),
      "this is the gradient of input 1, and the other way round: the pullbacks stand beside the "
      "wrong inputs.");
}

// Where B is square, B for B^T fits in shape.
TEST(ProbableCause, TransposeOfASquareMatrixMissing) {
  const std::string cause = " where its transpose must stand, or the other way round: B for B^T.";
  const auto product = [](bool first_wrong) {
    return [=](const Vars& x) {
      const Var a = x[0], b = x[1];
      const auto transposed_if = [](bool yes) { return yes ? Transpose::yes : Transpose::no; };
      return record("my_matmul", matmul(a, b).value(),
                    {{a,
                      [=](const Var& g, const Var&) {
                        return matmul(g, b, Transpose::no, transposed_if(!first_wrong));
                      }},
                     {b, [=](const Var& g, const Var&) {
                        return matmul(a, g, transposed_if(first_wrong), Transpose::no);
                      }}});
    };
  };
  Rng rng(8);
  const Tensor square = random_uniform({3, 3}, rng, 0.5, 2);
  expect_cause(check_gradient("my_matmul", product(true), {sample({2, 3}), square}),
               "the upstream gradient is multiplied by input 1" + cause);
  expect_cause(check_gradient("my_matmul", product(false), {square, sample({3, 2})}),
               "the upstream gradient is multiplied by input 0" + cause);
}

TEST(ProbableCause, SumSpreadBack) {
  const auto spread = [](const Axes& axes) {
    return [=](const Var& x, const Var& g) {
      return broadcast_to(sum(g * (2 * x), axes, Axis::keep), x.shape());
    };
  };
  const std::string cause =
      ": the pullback sums what must stay apart, and spreads the sum back over the input: leave "
      "the sum out.";
  expect_cause(square_with(spread({0})),
               "each element is the sum of the gradient along axis 0" + cause);
  expect_cause(square_with(spread({1})),
               "each element is the sum of the gradient along axis 1" + cause);
  expect_cause(square_with(spread({0, 1})),
               "each element is the sum of the gradient along all axes" + cause);
}

TEST(ProbableCause, SumSpreadBackAlongTheWrongAxis) {
  const auto row_sums = [](const Vars& x) {
    const Var a = x[0];
    return record("my_sum", sum(a, {1}).value(),
                  {{a, [=](const Var& g, const Var&) { return broadcast_to(g, a.shape()); }}});
  };
  expect_cause(check_gradient("my_sum", row_sums, {sample({3, 3})}),
               "the gradient of a sum is spread back along the wrong axis: sum with Axis::keep, or "
               "reshape g so that its axis of size 1 is the one that was summed.");
}

TEST(ProbableCause, ConstantFactorIsNamed) {
  expect_cause(square_with([](const Var& x, const Var& g) { return g * x; }),
               "every element is 0.5 times what it should be: one of two uses is dropped, or a "
               "factor 2 is missing.");
  expect_cause(square_with([](const Var& x, const Var& g) { return g * (4 * x); }),
               "every element is 2 times what it should be: one use is counted twice, or a factor "
               "2 is too much.");
  expect_cause(square_with([](const Var& x, const Var& g) { return g * (24 * x); }),
               "every element is 12 times what it should be: a constant factor is missing or too "
               "much, such as a count to divide by.");
}

// Where a gradient is the same along an axis, its sum spread back is n times it, too.
TEST(ProbableCause, ForgottenDivisionOfAMeanIsAFactor) {
  const auto check = [](const Axes& axes) {
    const auto f = [axes](const Vars& x) {
      const Var a = x[0];
      return record("my_mean", mean(a, axes, Axis::keep).value(),
                    {{a, [=](const Var& g, const Var&) { return broadcast_to(g, a.shape()); }}});
    };
    return check_gradient("my_mean", f, {sample({3, 4})});
  };
  expect_cause(check({0}), "every element is 3 times what it should be: ");
  expect_cause(check({1}), "every element is 4 times what it should be: ");
  expect_cause(check({0, 1}), "every element is 12 times what it should be: ");
}

// The other input's gradient by chance, or a small error: no cause is made of that.
TEST(ProbableCause, IsNotWhatARightGradientWouldPassForToo) {
  const auto combined = [](Scalar at_a, Scalar at_b) {
    return [=](const Vars& x) {
      return record("combined", (2 * x[0] + x[1]).value(),
                    {{x[0], [=](const Var& g, const Var&) { return at_a * g; }},
                     {x[1], [=](const Var& g, const Var&) { return at_b * g; }}});
    };
  };
  expect_cause(check_gradient("combined", combined(1, 1), {sample({3, 4}), sample({3, 4})}),
               "every element is 0.5 times what it should be: ");
  for (const Shape& shape :
       {Shape{4, 1}, Shape{1, 4}, Shape{1, 1}, Shape{3, 4}, Shape{3, 3}, Shape{}}) {
    const auto nearly = [](const Vars& x) {
      const Var a = x[0], b = x[1];
      return record("nearly", (a * b).value(),
                    {{a, [=](const Var& g, const Var&) { return Scalar(1.00001) * g * b; }},
                     {b, [=](const Var& g, const Var&) { return g * a; }}});
    };
    expect_cause(check_gradient("nearly", nearly, {sample(shape), sample(shape)}),
                 size_of(shape) > 1 ? "every element is 1.00001 times what it should be: a "
                                      "constant in the pullback is rounded or mistyped."
                                    : "they differ by little: ");
  }
}

TEST(ProbableCause, FactorThatIsTheInput) {
  expect_cause(square_with([](const Var&, const Var& g) { return 2 * g; }),
               "a factor is missing that equals this input, element by element.");
  expect_cause(square_with([](const Var& x, const Var& g) { return g * (2 * x * x); }),
               "a factor is too much that equals this input, element by element.");
}

TEST(ProbableCause, FunctionThatIsNotTheSameAtEachCall) {
  Rng rng(1);
  const auto noisy = [&](const Vars& x) { return x[0] * Var(random_normal({3}, rng)); };
  EXPECT_EQ(check_gradient("noisy", noisy, {sample({3})}).text,
            "noisy: the function gives other values at each call, so that there is nothing to "
            "compare: make its Rng inside of it, from a fixed seed.");
}

TEST(ProbableCause, AddThatIsNotThePullbacks) {
  const auto first_row = [](const Vars& x) {
    return record("my_piece", narrow(x[0], 0, 0, 1).value(),
                  {{x[0],
                    {[](const Var& g, const Var&) {
                       return 2 * concatenate({g, 0 * g}, 0);
                     },
                     [](Tensor& sum, const Tensor& g) {
                       for (std::size_t i = 0; i < g.size(); ++i) sum.data()[i] += g.data()[i];
                     }}}});
  };
  const GradientReport report = check_gradient("my_piece", first_row, {sample({2, 3})});
  EXPECT_FALSE(report.passed);
  EXPECT_THAT(report.text, HasSubstr("where the backward pass is recorded: a pullback and the "
                                     "`add` beside it must compute the same."));
}

TEST(ProbableCause, SecondOrderLost) {
  const GradientReport report = square_with([](const Var& x, const Var& g) {
    return g * Var::constant(2 * x.value());  // right numbers, computed outside the ops
  });
  expect_cause(report,
               "the first-order gradient is right and only its own gradient is wrong, so the "
               "pullback uses .value() or a tensor computed outside the engine's ops, and its own "
               "gradient is lost there: write the pullback in ops on Vars.");
  EXPECT_THAT(report.text, HasSubstr("the second-order gradient of input 0 [3 x 4] is wrong"));

  const GradientReport upstream =
      square_with([](const Var& x, const Var& g) { return Var::constant(g.value()) * (2 * x); });
  EXPECT_THAT(upstream.text,
              HasSubstr("the second-order gradient of the upstream gradient is wrong"));
}

TEST(ProbableCause, WrongOrder) {
  const auto swapped = [](const Vars& x) {
    return record("my_rows", take_rows(x[0], {1, 2, 0}).value(),
                  {{x[0], [](const Var& g, const Var&) {
                      return take_rows(g, {1, 2, 0});
                    }}});
  };
  expect_cause(check_gradient("my_rows", swapped, {sample({3})}),
               "the elements are right but stand in a wrong order: an index, an axis or a reshape "
               "in the pullback is wrong.");
}

TEST(ProbableCause, NotFiniteAndNotThere) {
  expect_cause(square_with([](const Var& x, const Var& g) { return g / (x - x); }),
               "the pullback divides by 0, overflows or leaves its domain, as a gradient is not "
               "finite where the values are.");
  const auto constant = [](const Vars& x) {
    return record("my_zero", zeros(x[0].shape()),
                  {{x[0], [](const Var& g, const Var&) { return g; }}});
  };
  expect_cause(check_gradient("my_zero", constant, {sample({3})}),
               "the output does not depend on this input at all, yet its pullback returns a "
               "gradient.");
}

TEST(ProbableCause, NoKnownPattern) {
  expect_cause(
      square_with([](const Var& x, const Var& g) { return g * exp(x); }),
      "no known pattern: compare the pullback with the formula, for this element by hand.");
}

}  // namespace
}  // namespace tapestry

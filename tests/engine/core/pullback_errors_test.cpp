// An error inside a pullback says whose it is, and what kind of slip it probably is.
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// a b with a pullback of a that the caller writes.
using AtA = std::function<Var(const Var& g, const Var& b)>;
Var product(const Var& a, const Var& b, const AtA& at_a) {
  return record("my_matmul", matmul(a, b).value(),
                {{a, [=](const Var& g, const Var&) { return at_a(g, b); }}});
}

std::string error_with(const AtA& at_a) {
  const Var a("a", zeros({2, 3})), b("b", zeros({3, 4}));
  const Scope scope("first");
  Tape tape;
  const Var y = product(2 * a, b, at_a), loss = sum(y);
  return error_of([&] { tape.gradient(loss, {a}); });
}

TEST(PullbackErrors, NameRecordOpInputAndBothTexts) {
  EXPECT_EQ(error_with([](const Var& g, const Var& b) { return matmul(g, b); }),
            "backward pass: record 2, my_matmul in scope 'first': the pullback of its input 0, the "
            "output of mul [2 x 3], failed on the gradient [2 x 4] of the output: \"matmul: the "
            "output of broadcast_to [2 x 4] times 'b' [3 x 4]: the inner sizes, 4 and 3, must be "
            "equal: give the second as many rows as the first has columns, or transpose one.\": "
            "mend what it makes of that gradient; an operand's transpose may be missing, as in B "
            "for B^T.");
  EXPECT_THAT(error_with([](const Var& g, const Var& b) { return g * b; }),
              testing::EndsWith("\": mend what it makes of that gradient."));
}

TEST(PullbackErrors, SayWhatKindOfShapeIsWrong) {
  const std::string start =
      "backward pass: record 2, my_matmul in scope 'first': the pullback of its input 0, the "
      "output of mul [2 x 3], returned a gradient ";
  const std::string rule =
      ": a pullback must return its input's shape, or one that the input broadcasts to: ";
  EXPECT_EQ(error_with([](const Var& g, const Var& b) { return matmul(b, transpose(g)); }),
            start + "[3 x 2]" + rule +
                "it is the transposed shape, so that a transpose is missing or one too many.");
  EXPECT_EQ(error_with([](const Var& g, const Var&) { return sum(g); }),
            start + "[scalar]" + rule +
                "it is smaller than its input, so that a sum in the pullback is too much, or "
                "broadcast_to is missing.");
  EXPECT_EQ(
      error_with([](const Var& g, const Var&) { return g; }),
      start + "[2 x 4]" + rule +
          "it is larger than its input, so that a sum over some axes, or narrow, is missing.");
  EXPECT_EQ(error_with([](const Var& g, const Var& b) {
              return reshape(matmul(g, b, Transpose::no, Transpose::yes), {6});
            }),
            start + "[6]" + rule + "it has as many elements, so that a reshape is missing.");
}

TEST(PullbackErrors, NameTheOtherInputAndTheWrongAxis) {
  const Var a("a", zeros({3, 4})), b("b", zeros({4, 2})), row("row", zeros({4}));
  const auto error = [](const Var& y, const Var& wrt) {
    return error_of([&] { Tape::recording()->gradient(y, {wrt}, zeros(y.shape())); });
  };
  Tape tape;
  const Var exchanged = record(
      "my_matmul", matmul(a, b).value(),
      {{a, [=](const Var& g, const Var&) { return matmul(a, g, Transpose::yes, Transpose::no); }},
       {b, [=](const Var& g, const Var&) { return matmul(g, b, Transpose::no, Transpose::yes); }}});
  EXPECT_THAT(error(exchanged, a),
              testing::HasSubstr("it is the shape of input 1, so that the "
                                 "pullbacks may stand beside the wrong inputs."));
  const Var other_axis = record("my_add_row", (a + row).value(),
                                {{row, [](const Var& g, const Var&) { return sum(g, {1}); }}});
  EXPECT_THAT(error(other_axis, row), testing::HasSubstr(": an axis in the pullback is wrong."));
}

// An op of one's own may have the name of the engine's op that its pullback uses.
TEST(PullbackErrors, AreReportedUnderAnyName) {
  const Var a("a", zeros({2, 3})), b("b", zeros({3, 4}));
  Tape tape;
  const Var y = record("matmul", matmul(a, b).value(),
                       {{a, [=](const Var& g, const Var&) { return matmul(g, b); }}});
  EXPECT_THAT(error_of([&] {
                tape.gradient(y, {a}, zeros({2, 4}));
              }),
              testing::StartsWith("backward pass: record 1, matmul: the pullback of its input 0, "
                                  "'a' [2 x 3], failed on"));
}

// Of a section that is computed again, the record inside of it.
TEST(PullbackErrors, NameTheInnermostRecord) {
  const Var a("a", zeros({2, 3})), b("b", zeros({3, 4}));
  Tape tape;
  const Var y = checkpointed([=] {
    return product(exp(a), b, [](const Var& g, const Var& right) { return matmul(g, right); });
  });
  EXPECT_THAT(error_of([&] { tape.gradient(sum(y), {a}); }),
              testing::StartsWith("backward pass: record 2, my_matmul: the pullback"));
}

TEST(PullbackErrors, OtherExceptionsGoThroughAsTheyAre) {
  struct Mine : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  const Var a("a", zeros({2}));
  Tape tape;
  const Var y = record("mine", a.value(),
                       {{a, [](const Var&, const Var&) -> Var { throw Mine("as it is"); }}});
  EXPECT_THROW(tape.gradient(sum(y), {a}), Mine);
}

// Where a `where` chose the other branch, 0 comes in and NaN goes out: the text says what to do.
TEST(PullbackErrors, StopAtNanNamesTheTrapOfZeroTimesInfinity) {
  const Var x("x", tensor({3}, {4, 0, 9}));
  const auto error = [&](auto f) {
    Tape tape({.stop_at_nan = true});
    const Var loss = sum(f());
    return error_of([&] { tape.gradient(loss, {x}); });
  };
  EXPECT_THAT(error([&] { return where(x.value() > 0, sqrt(x), 0); }),
              testing::HasSubstr("what came in is 0 there, and 0 times an infinite derivative is "
                                 "NaN: where a `where` behind this op has chosen something else, "
                                 "choose before the op, too (docs/traps.md)."));
  EXPECT_THAT(error([&] { return sqrt(x); }),
              testing::HasSubstr("what came in was finite, and the op's derivative there"));
  // g is 0 there, and its product with the weights overflows: no branch was chosen.
  const Var w("w", full({2, 2}, 3e38F));
  Tape tape({.stop_at_nan = true});
  const Var h = matmul(w / Scalar(1e20), w / Scalar(1e20)), far = matmul(h, w / Scalar(3e38));
  EXPECT_THAT(error_of([&] {
                tape.gradient(far, {w}, tensor({2, 2}, {0, 3e38F, 1, 1}));
              }),
              testing::Not(testing::HasSubstr("what came in is 0 there")));
  EXPECT_EQ(error([&] { return where(x.value() > 0, sqrt(where(x.value() > 0, x, 1)), 0); }),
            "no error");
}

}  // namespace
}  // namespace tapestry

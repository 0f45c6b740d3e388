// What no gradient can go through is refused, and not answered with zeros; and a refused op leaves
// nothing behind.
#include <cstdio>

#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

const std::string kCut =
    " was computed while no tape was recording, so no gradient can go through it: compute it after "
    "the Tape has been created, or say with stop_gradient that it is a constant.";

TEST(OffTape, AVarThatWasComputedBeforeTheTapeIsNoOperand) {
  const Var w("w", full({}, 3));
  const Var s = (2 * w).named("s"), through = tanh(s * w);
  Tape tape;
  EXPECT_EQ(error_of([&] { square(s); }), "square: 's' [scalar]" + kCut);
  EXPECT_EQ(error_of([&] { w* through; }), "mul: the output of tanh [scalar]" + kCut);
  EXPECT_EQ(
      error_of([&] {
        record_jointly("both", zeros({}), {w, s}, [](auto&...) { return std::vector<Var>(); });
      }),
      "both: 's' [scalar]" + kCut);
}

TEST(OffTape, NorIsOneThatWasComputedWhereNothingIsRecorded) {
  const Var w("w", full({}, 3));
  Tape tape;
  const Var recorded = w * w;
  Var from_leaf, from_record;
  {
    const NoRecording pause;
    from_leaf = 2 * w;
    from_record = 2 * recorded;
  }
  EXPECT_EQ(error_of([&] { from_leaf + 1; }), "add: the output of mul [scalar]" + kCut);
  EXPECT_EQ(error_of([&] { from_record + 1; }), "add: the output of mul [scalar]" + kCut);
  EXPECT_EQ(error_of([&] { checkpointed([=] { return w * from_leaf; }); }),
            "mul: the output of mul [scalar]" + kCut);
}

TEST(OffTape, ConstantsAndWhatIsSaidToBeOneAreOperands) {
  const Var w("w", full({}, 3)), s = 2 * w;
  const Var seven = Var(3) + Var::constant(full({}, 4)), thirteen = seven + stop_gradient(s);
  Tape tape;
  const Var loss = w * seven * thirteen * stop_gradient(s);
  EXPECT_EQ(loss.item(), 3 * 7 * 13 * 6);
  EXPECT_EQ(tape.gradient(loss, {w})[0].data()[0], 7 * 13 * 6);
}

TEST(OffTape, AnOuterTapesVarIsALeafOfAnInnerOne) {
  Tape outer;
  const Var w("w", full({}, 3)), s = 2 * w;
  {
    const Tape inner;
    const Var loss = s * s;
    EXPECT_EQ(inner.gradient(loss, {s})[0].data()[0], 12);
  }
  EXPECT_EQ(outer.gradient(s * s, {w})[0].data()[0], 24);
}

// `Var x = 3` is a number in a formula. Who takes it for an input must not be told 0.
TEST(OffTape, AGradientOfAConstantIsRefused) {
  const Var x = 3, mask = Var::constant(full({2}, 1)).named("mask");
  Tape tape;
  const Var y = x * x * mask, loss = sum(y);
  EXPECT_EQ(error_of([&] { tape.gradient(loss, {x}); }),
            "gradient: a constant [scalar] counts as fixed, so that its gradient could only be "
            "zeros: make the Var from a "
            "tensor, as in Var(\"x\", full({}, 2)) where a number is meant, or say "
            "Unused::zeros if zeros are meant.");
  EXPECT_NE(error_of([&] { tape.gradient(loss, {mask}); }), "no error");
  EXPECT_NE(error_of([&] { tape.gradients({loss}, {x}); }), "no error");
  EXPECT_NE(error_of([&] { tape.gradient_vars(loss, {x}); }), "no error");
  expect_near(tape.gradient(loss, {x}, Unused::zeros)[0], {}, {0});
}

// Zeros must be asked for, where the tape has never met the Var.
TEST(OffTape, AGradientOfWhatTheTapeHasNotUsedIsRefused) {
  const Var w("w", full({2}, 3)), forgotten("forgotten", zeros({2, 3})), early = 2 * w;
  Tape tape;
  const Var beside = 3 * forgotten, y = w * w, loss = sum(y), never("never", zeros({3}));
  const std::string never_used =
      "gradient: 'never' [3] was used by no op of this tape, so that its gradient could only be "
      "zeros: compute the loss from it after the Tape has been created, or say Unused::zeros if "
      "zeros are meant.";
  EXPECT_EQ(error_of([&] { tape.gradient(loss, {w, never}); }), never_used);
  EXPECT_EQ(error_of([&] { tape.gradient(y, {never}, zeros({2})); }), never_used);
  EXPECT_EQ(error_of([&] {
              tape.gradient({y, loss}, {never}, {zeros({2}), zeros({})});
            }),
            never_used);
  EXPECT_EQ(error_of([&] { tape.gradients({loss, loss}, {never}); }), never_used);
  EXPECT_EQ(error_of([&] { tape.gradient_vars(loss, {never}); }), never_used);
  EXPECT_EQ(error_of([&] { tape.gradient_vars(y, {never}, Var(zeros({2}))); }), never_used);
  EXPECT_EQ(error_of([&] { tape.gradient(loss, {early}); }),
            "gradient: the output of mul [2] was computed while no tape was recording, so that its "
            "gradient could only be zeros: compute it after the Tape has been created, or say "
            "Unused::zeros if zeros are meant.");
  // Used, but not by this loss: zeros, as ever. And where zeros are meant.
  expect_near(tape.gradient(loss, {forgotten})[0], {2, 3}, {0, 0, 0, 0, 0, 0});
  expect_near(tape.gradient(loss, {never}, Unused::zeros)[0], {3}, {0, 0, 0});
  expect_near(tape.gradient(y, {never}, zeros({2}), Unused::zeros)[0], {3}, {0, 0, 0});
  expect_near(tape.gradient({y}, {never}, {zeros({2})}, Unused::zeros)[0], {3}, {0, 0, 0});
  expect_near(tape.gradients({loss}, {never}, Unused::zeros)[0][0], {3}, {0, 0, 0});
  expect_near(tape.gradient_vars(loss, {never}, Unused::zeros)[0].value(), {3}, {0, 0, 0});
  expect_near(tape.gradient_vars(y, {early}, Var(zeros({2})), Unused::zeros)[0].value(), {2},
              {0, 0});
}

TEST(OffTape, ARefusedOpLeavesNothingBehind) {
  const Var x("x", zeros({2})), w("w", zeros({2})), early = 2 * w;
  Var dead, changed("changed", zeros({2}));
  {
    Tape ended;
    dead = 2 * w;
  }
  Tape tape;
  const Var kept = 2 * changed;
  changed.mutable_value()[0] = 1;
  for (const Var& refused : {early, dead, changed}) {
    EXPECT_NE(error_of([&] { x + refused; }), "no error");
    EXPECT_EQ(tape.size(), 1u);
    EXPECT_EQ(tape.leaves().size(), 1u) << "x was left on the tape";
  }
}

TEST(OffTape, AnOpHandsOutAVarOfItsOwn) {
  const Var x("x", zeros({2, 3}));
  Tape tape;
  for (const Var& y : {reshape(x, {2, 3}), flatten(x), broadcast_to(x, {2, 3}), sum_to(x, {2, 3}),
                       stop_gradient(x), identity(x), permute(x, {0, 1}), narrow(x, 1, 0, 3),
                       slice(x, 0, 0, 2), repeat(x, 0, 1), tile(x, 0, 1), concatenate({x}, 0),
                       split(x, 0, {2})[0], pad(x, {0, 0}, {0, 0}), clamp(x, -1, 1)}) {
    EXPECT_TRUE(tape.holds(y)) << y.op();
    EXPECT_NE(y.identity(), x.identity()) << y.op();
    y.named("y");
    EXPECT_EQ(x.name(), "x") << y.op();
  }
}

// A tape of static storage ends after all that the thread owns, and what was written is flushed.
TEST(OffTapeDeathTest, ATapeOfStaticStorageEndsQuietly) {
  EXPECT_EXIT(
      {
        static Tape tape;
        static const Var x = Var("x", zeros({2})) + 1;
        std::fputs("recorded", stderr);
        std::exit(tape.size() == 1 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "recorded");
}

}  // namespace
}  // namespace tapestry

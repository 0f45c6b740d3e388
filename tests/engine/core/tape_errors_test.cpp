// The whole text of every error that Tensors, Vars and Tapes throw.
#include "engine/array/blas.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(TensorErrors, Count) {
  EXPECT_EQ(error_of([] {
              tensor({2, 3}, {1, 2, 3, 4, 5});
            }),
            "tensor: the shape [2 x 3] holds 6 elements, but 5 were given: give exactly as many as "
            "the product of the sizes.");
  EXPECT_EQ(error_of([] { tensor({}, {}); }),
            "tensor: the shape [scalar] holds 1 elements, but 0 were given: give exactly as many "
            "as the product of the sizes.");
}

TEST(VarErrors, Empty) {
  const std::string text =
      "Var: this handle holds nothing: give it a value, as in Var x(tensor), before using it.";
  const Var nothing, x(zeros({2}));
  EXPECT_TRUE(nothing.empty());
  EXPECT_EQ(error_of([&] { nothing.value(); }), text);
  EXPECT_EQ(error_of([&] { nothing.named("n"); }), text);
  EXPECT_EQ(error_of([&] { nothing.op(); }), text);
  EXPECT_EQ(error_of([&] { x + nothing; }), text);
  Tape tape;
  const Var y = sum(x);
  EXPECT_EQ(error_of([&] { tape.gradient(y, {nothing}); }), text);
  EXPECT_EQ(error_of([&] { tape.gradient(nothing, {x}); }), text);
}

TEST(VarErrors, ItemOfMany) {
  EXPECT_EQ(error_of([] {
              Var("x", zeros({2, 3})).item();
            }),
            "item: 'x' [2 x 3] has 6 elements, but item() reads the only one: index value() "
            "instead.");
  EXPECT_EQ(error_of([] { Var("x", zeros({0})).item(); }),
            "item: 'x' [0] has 0 elements, but item() reads the only one: index value() instead.");
}

TEST(VarErrors, ChangingValues) {
  Var x("x", zeros({2, 3}));
  EXPECT_EQ(error_of([&] {
              x.set_value(zeros({3, 2}));
            }),
            "set_value: 'x' [2 x 3] cannot take a value of shape [3 x 2]: the new value must have "
            "the same shape.");
  Var y = relu(x);
  const std::string text =
      "mutable_value: the output of relu [2 x 3] was computed by an op, and what an op computed "
      "must stay as it is: change the inputs or parameters that it was computed from.";
  EXPECT_EQ(error_of([&] { y.mutable_value(); }), text);
  EXPECT_EQ(error_of([&] { y.set_value(zeros({2, 3})); }), text);
  EXPECT_EQ(y.value(), zeros({2, 3}));
}

TEST(GradientErrors, NotOneNumber) {
  Tape tape;
  const Var x("x", zeros({2, 3}));
  const Var y = relu(x).named("hidden");
  const std::string text =
      "gradient: 'hidden' [2 x 3] has 6 elements, but a gradient is of one number: reduce it with "
      "sum or "
      "mean, or give the gradient at it as the third argument.";
  EXPECT_EQ(error_of([&] { tape.gradient(y, {x}); }), text);
  EXPECT_EQ(error_of([&] { tape.gradient_vars(y, {x}); }), text);
}

TEST(GradientErrors, UpstreamShape) {
  Tape tape;
  const Var x("x", zeros({2, 3}));
  const Var y = relu(x);
  EXPECT_EQ(error_of([&] { tape.gradient(y, {x}, zeros({3})); }),
            "gradient: the upstream gradient [3] must have the shape of the output that it belongs "
            "to, the output of relu [2 x 3].");
}

TEST(GradientErrors, NotOnThisTape) {
  const std::string by_no_op =
      " is not on this tape: no op of this tape made it; compute it after the Tape has been "
      "created, from Vars and not from their values.";
  const std::string by_another =
      " is not on this tape: another tape recorded it, and its history is there or ended with that "
      "tape; compute it again while this tape is recording.";
  const Var x("x", zeros({}));
  const Var early = (x * x).named("early");
  Tape outer;
  const Var y = (x * x).named("y");
  EXPECT_EQ(error_of([&] { outer.gradient(x, {x}); }), "gradient: 'x' [scalar]" + by_no_op);
  EXPECT_EQ(error_of([&] { outer.gradient(early, {x}); }), "gradient: 'early' [scalar]" + by_no_op);
  Tape inner;
  const Var z = (x * x).named("z");
  EXPECT_EQ(error_of([&] { inner.gradient(y, {x}); }), "gradient: 'y' [scalar]" + by_another);
  // Asking for the gradient at a Var of another tape, which the loss does not use.
  EXPECT_EQ(error_of([&] { inner.gradient(z, {y}); }), "gradient: 'y' [scalar]" + by_another);
  EXPECT_EQ(error_of([&] { outer.gradient(y, {x, z}); }), "gradient: 'z' [scalar]" + by_another);
  EXPECT_EQ(error_of([&] { inner.index_of(x); }),
            "index_of: 'x' [scalar] has no record on this tape: no op of this tape made it; "
            "compute it after the Tape has been created, from Vars and not from their values.");
}

TEST(GradientErrors, ChangedLeaf) {
  const std::string text =
      "gradient: 'w' [2] was changed after this tape had recorded it, so its pullbacks would use "
      "the wrong value: take the gradient first, or begin a new tape after the change.";
  Var w = Var::parameter("w", zeros({2}));
  const Var unrelated(zeros({2}));
  {
    Tape tape;
    const Var loss = sum(square(w)), other = sum(square(unrelated));
    tape.gradient(loss, {w});
    w.mutable_value()[0] = 1;
    EXPECT_EQ(error_of([&] { tape.gradient(loss, {w}); }), text);
    EXPECT_EQ(error_of([&] { tape.gradient(other, {unrelated}); }), text);
    EXPECT_EQ(
        error_of([&] { square(w); }),
        "square: 'w' [2] was changed after this tape had recorded its old value, and one tape "
        "cannot hold both: begin a new tape after the change.");
  }
  Tape tape;
  const Var loss = sum(square(w));
  EXPECT_EQ(tape.gradient(loss, {w})[0].data()[0], 2);
  w.set_value(ones_like(w.value()));
  EXPECT_EQ(error_of([&] { tape.gradient(loss, {w}); }), text);
}

TEST(GradientErrors, AnInnerTapeRecords) {
  const std::string text =
      "gradient_vars: the backward pass is recorded on the tape itself, so this tape must be the "
      "one that "
      "is recording: end the inner tape or NoRecording first.";
  const Var x(zeros({}));
  Tape outer;
  const Var y = x * x;
  {
    Tape inner;
    EXPECT_EQ(error_of([&] { outer.gradient_vars(y, {x}); }), text);
  }
  {
    const NoRecording pause;
    EXPECT_EQ(error_of([&] { outer.gradient_vars(y, {x}); }), text);
  }
  EXPECT_EQ(outer.gradient_vars(y, {x})[0].item(), 0);
}

TEST(GradientErrors, PullbackOfTheWrongShape) {
  Tape tape;
  const Var x("x", zeros({2, 3}));
  const Var y = record("my_op", zeros({2, 3}), {{x, [](const Var& g, const Var&) {
                                                   return sum(g, {0});  // [3]
                                                 }}});
  EXPECT_EQ(error_of([&] {
              tape.gradient(y, {x}, zeros({2, 3}));
            }),
            "backward pass: record 0, my_op: the pullback of its input 0, 'x' [2 x 3], returned a "
            "gradient [3]: a pullback must return its input's shape, or one that the input "
            "broadcasts to: it is smaller than its input, so that a sum in the pullback is too "
            "much, or broadcast_to is missing.");
}

TEST(TapeErrors, PastTheEnd) {
  Tape tape;
  const Var x(zeros({}));
  x* x;
  EXPECT_EQ(error_of([&] { tape[1]; }), "tape[1]: the tape holds 1 records, numbered from 0.");
}

// An op that throws while it is being recorded must leave the tape as it was.
TEST(TapeErrors, LeaveTheTapeWhole) {
  Tape tape;
  const Var x(full({}, 3)), nothing;
  const Var y = x * x;
  const auto pass = [](const Var& g, const Var&) { return g; };
  EXPECT_NE(error_of([&] { record("half", zeros({}), {{x, pass}, {nothing, pass}}); }), "no error");
  EXPECT_EQ(tape.size(), 1u);
  const Var z = y * y;
  EXPECT_EQ(tape.gradient(z, {x})[0].data()[0], 4 * 27);
}

// A pullback that throws must not leave recording switched off, nor spoil a later backward pass.
TEST(TapeErrors, OfAPullbackPassThrough) {
  Tape tape;
  const Var x(full({}, 3));
  bool throws = true;
  const Var y = record("moody", zeros({}), {{x, [&](const Var& g, const Var&) {
                                               if (throws) base::fail("moody: not today.");
                                               return g;
                                             }}});
  EXPECT_THAT(error_of([&] { tape.gradient(y, {x}); }),
              testing::HasSubstr("\"moody: not today.\""));
  EXPECT_EQ(Tape::recording(), &tape);
  throws = false;
  EXPECT_EQ(tape.gradient(y, {x})[0].data()[0], 1);
}

TEST(ThreadErrors, NoThreads) {
  EXPECT_EQ(error_of([] { set_threads(0); }),
            "threads: 0 was asked for, but at least 1 is needed.");
}

}  // namespace
}  // namespace tapestry

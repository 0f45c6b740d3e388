// Several tapes: nested, paused, ended, and one a thread.
#include <memory>
#include <thread>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Tapes, RecordOnlyWhileTheyLive) {
  const Var x(full({}, 3));
  EXPECT_EQ(Tape::recording(), nullptr);
  const Var before = x * x;
  {
    Tape tape;
    EXPECT_EQ(Tape::recording(), &tape);
    EXPECT_EQ(tape.size(), 0u);
    const Var y = x * x;
    EXPECT_EQ(tape.size(), 1u);
    EXPECT_TRUE(tape.holds(y));
    EXPECT_FALSE(tape.holds(x));
    EXPECT_FALSE(tape.holds(before));
    EXPECT_EQ(tape.index_of(y), 0u);
  }
  EXPECT_EQ(Tape::recording(), nullptr);
}

TEST(Tapes, ShowWhatWasComputedFromWhat) {
  Tape tape;
  const Var a = Var(full({}, 3)).named("a"), b = Var(full({}, 4)).named("b");
  const Var product = a * b, total = product + a;
  const Tape::Entry entry = tape[tape.index_of(total)];
  EXPECT_STREQ(entry.output.op(), "add");
  EXPECT_EQ(entry.output.item(), 15);
  ASSERT_EQ(entry.inputs.size(), 2u);
  EXPECT_EQ(tape.index_of(entry.inputs[0]), 0u);
  EXPECT_EQ(entry.inputs[1].name(), "a");
  ASSERT_EQ(entry.pullbacks.size(), 2u);
  const Tape::Entry first = tape[0];
  // mul's pullbacks, called by hand: g b and g a
  EXPECT_EQ(first.pullbacks[0](Var(10), first.output).item(), 40);
  EXPECT_EQ(first.pullbacks[1](Var(10), first.output).item(), 30);
}

TEST(Tapes, Nest) {
  const Var x(full({}, 3));
  Tape outer;
  const Var y = x * x;
  Scalar inner_gradient = 0;
  {
    Tape inner;
    EXPECT_EQ(Tape::recording(), &inner);
    const Var z = 5 * y;  // y is a leaf to the inner tape
    inner_gradient = inner.gradient(z, {y})[0].data()[0];
    EXPECT_EQ(inner.gradient(z, {x}, Unused::zeros)[0].data()[0], 0)
        << "the inner tape knows nothing of x";
    EXPECT_EQ(inner.size(), 1u);
  }
  EXPECT_EQ(outer.size(), 1u) << "the outer tape pauses";
  EXPECT_EQ(inner_gradient, 5);
  EXPECT_EQ(Tape::recording(), &outer);
  const Var w = y * y;
  EXPECT_EQ(outer.size(), 2u);
  EXPECT_EQ(outer.gradient(w, {x})[0].data()[0], 4 * 27);
}

TEST(Tapes, OfDifferentLifetimesMayEndInAnyOrder) {
  auto first = std::make_unique<Tape>();
  auto second = std::make_unique<Tape>();
  first.reset();
  EXPECT_EQ(Tape::recording(), second.get());
  second.reset();
  EXPECT_EQ(Tape::recording(), nullptr);
}

TEST(Tapes, AreNotSharedWithAWalkOfAnOuterOne) {
  const Var x(full({}, 3));
  Tape outer;
  const Var y = x * x;
  Tape inner;
  EXPECT_EQ(outer.gradient(y, {x})[0].data()[0], 6) << "a plain backward pass needs no recording";
  EXPECT_EQ(inner.size(), 0u);
}

TEST(NoRecording, PausesTheTape) {
  const Var x(full({}, 3));
  Tape tape;
  Var seen;
  {
    const NoRecording pause;
    EXPECT_EQ(Tape::recording(), nullptr);
    seen = x * x;
    {
      Tape inner;
      EXPECT_EQ(Tape::recording(), &inner);
    }
    EXPECT_EQ(Tape::recording(), nullptr);
  }
  EXPECT_EQ(Tape::recording(), &tape);
  EXPECT_EQ(tape.size(), 0u);
  EXPECT_EQ(seen.item(), 9);
  const Var loss = stop_gradient(seen) * x;
  EXPECT_EQ(tape.gradient(loss, {x})[0].data()[0], 9) << "seen has no history";
}

TEST(Tapes, LeaveValuesBehindWhenTheyEnd) {
  Var y;
  const Var x(full({}, 3));
  {
    Tape tape;
    y = (x * x).named("y");
  }
  EXPECT_EQ(y.item(), 9);
  Tape later;
  EXPECT_EQ(error_of([&] { later.gradient(y, {x}); }),
            "gradient: 'y' [scalar] is not on this tape: another tape recorded it, and its history "
            "is there or ended with that tape; compute it again while this tape is recording.");
  EXPECT_EQ(
      error_of([&] { y* y; }),
      "mul: 'y' [scalar] was recorded by a tape that has ended, or by one of another thread, so no "
      "gradient can go through it: compute it again on this tape, or say with stop_gradient "
      "that it is a constant.");
  EXPECT_EQ(later.size(), 0u);
  const Var constant = stop_gradient(y);
  EXPECT_EQ(later.gradient(constant * x, {x})[0].data()[0], 9);
  EXPECT_EQ(later.gradient(constant * constant, {constant})[0].data()[0], 18);
}

TEST(Tapes, RefuseAVarOfAnInnerTapeThatHasEnded) {
  Tape outer;
  const Var x(full({}, 3));
  Var y;
  {
    Tape inner;
    y = x * x;
  }
  EXPECT_THAT(error_of([&] { y + x; }),
              testing::HasSubstr("the output of mul [scalar] was recorded"));
}

TEST(Tapes, AndPausesMayEndInAnyOrder) {
  Tape outer;
  const Var x(full({}, 3));
  {
    auto pause = std::make_unique<NoRecording>();
    auto inner = std::make_unique<Tape>();
    pause.reset();
    x* x;
    EXPECT_EQ(inner->size(), 1u);
  }
  x* x;
  EXPECT_EQ(outer.size(), 1u);
}

TEST(TapesDeathTest, EndOnTheThreadThatMadeThem) {
  EXPECT_DEATH(
      {
        auto tape = std::make_unique<Tape>();
        std::thread([&] { tape.reset(); }).join();
      },
      "A Tape ended on another thread than the one that made it");
}

TEST(Tapes, LeaveAGradientVarBehindWhenTheyEnd) {
  Var slope;
  {
    Tape tape;
    const Var x(full({}, 3));
    slope = tape.gradient_vars(x * x, {x})[0];
  }
  EXPECT_EQ(slope.item(), 6);
}

TEST(SecondOrder, GivesHigherDerivatives) {
  Tape tape;
  const Var x(full({}, 2));
  Var y = power(x, 5);
  for (double expected : {5 * 16.0, 20 * 8.0, 60 * 4.0, 120 * 2.0, 120.0, 0.0}) {
    y = tape.gradient_vars(y, {x})[0];
    EXPECT_FLOAT_EQ(y.item(), static_cast<Scalar>(expected));
    if (!tape.holds(y)) break;
  }
}

// The upstream gradient is a Var like any other: it may be asked for, also where the tape meets it
// for the first time in this very backward pass.
// Of x + 1 the gradient is the upstream gradient itself, and of an unused Var it is zeros: leaves,
// which must be on the tape all the same.
TEST(SecondOrder, IsThereForConstantGradients) {
  Tape tape;
  const Var x(full({}, 2)), unused(full({3}, 1)), u("u", full({}, 5));
  const Var y = x + 1;
  const auto first = tape.gradient_vars(y, {x, unused}, Unused::zeros);
  EXPECT_EQ(first[0].item(), 1);
  const auto second = tape.gradient_vars(first[0], {x});
  EXPECT_EQ(second[0].item(), 0);
  EXPECT_EQ(tape.gradient(second[0], {x})[0].data()[0], 0);
  EXPECT_EQ(tape.gradient(sum(first[1]), {x})[0].data()[0], 0);
  const auto with_u = tape.gradient_vars(y, {x}, u);
  EXPECT_EQ(tape.gradient(with_u[0], {u})[0].data()[0], 1);
}

TEST(SecondOrder, MayBeAskedForAnUpstreamThatTheTapeDidNotKnow) {
  Tape tape;
  const Var x(full({2}, 3)), u(tensor({2}, {1, 2}));
  const auto gradients = tape.gradient_vars(x * x, {x, u}, u, Unused::zeros);
  expect_near(gradients[0].value(), {2}, {6, 12});
  expect_near(gradients[1].value(), {2}, {0, 0});
  const auto second = tape.gradient(sum(gradients[0]), {x, u});
  expect_near(second[0], {2}, {2, 4});
  expect_near(second[1], {2}, {6, 6});
}

// f(x) = sum (tanh(x w)): the same training steps on one thread and on two at once.
std::vector<Tensor> descend(const Var& shared, std::uint64_t seed) {
  Rng rng(seed);
  Var w(random_normal({8, 8}, rng));
  std::vector<Tensor> seen;
  for (int i = 0; i < 200; ++i) {
    Tape tape;
    const Var loss = mean(square(tanh(matmul(matmul(shared, w), shared)) - 0.5f));
    const auto gradients = tape.gradient(loss, {w, shared});
    const std::span<Scalar> value = w.mutable_value();
    for (std::size_t k = 0; k < value.size(); ++k) value[k] -= gradients[0].data()[k];
    if (i == 199) seen = gradients;
  }
  seen.push_back(w.value());
  return seen;
}

TEST(Threads, GetTheSameAnswersAsOne) {
  Rng rng(9);
  const Var shared = Var::parameter("shared", random_normal({8, 8}, rng));
  const auto alone_1 = descend(shared, 1), alone_2 = descend(shared, 2);
  std::vector<Tensor> together_1, together_2;
  std::thread one([&] { together_1 = descend(shared, 1); });
  std::thread two([&] { together_2 = descend(shared, 2); });
  one.join();
  two.join();
  EXPECT_EQ(together_1, alone_1);
  EXPECT_EQ(together_2, alone_2);
  EXPECT_NE(alone_1, alone_2);
}

TEST(Threads, DoNotSeeEachOthersTapes) {
  Tape tape;
  const Var x(full({}, 3));
  Var elsewhere;
  std::thread taker([&] {
    EXPECT_EQ(Tape::recording(), nullptr);
    elsewhere = x * x;
  });
  taker.join();
  EXPECT_EQ(tape.size(), 0u);
  EXPECT_EQ(elsewhere.item(), 9);
  // A tensor made on one thread may be freed on another, and gradients taken on another.
  const Var y = x * stop_gradient(elsewhere);
  std::thread reader([&] { EXPECT_EQ(tape.gradient(y, {x})[0].data()[0], 9); });
  reader.join();
}

}  // namespace
}  // namespace tapestry

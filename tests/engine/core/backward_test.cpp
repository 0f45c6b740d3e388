// The rules of the backward pass: what it adds up, what it leaves out, and that it disturbs
// nothing.

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// x, with a pullback that counts how often it runs.
Var counted(const Var& x, int& runs) {
  return record("counted", x.value(), {{x, [&runs](const Var& g, const Var&) {
                                          ++runs;
                                          return g;
                                        }}});
}

TEST(Backward, GivesTheSameBitsTwice) {
  Rng rng(1);
  Tape tape;
  const Var x(random_normal({20, 30}, rng)), w(random_normal({30, 10}, rng));
  const Var b(random_normal({10}, rng));
  const Var loss = softmax_cross_entropy(tanh(matmul(x, w) + b), std::vector<int>(20, 3));
  const auto first = tape.gradient(loss, {x, w, b});
  const std::size_t records = tape.size();
  const auto second = tape.gradient(loss, {x, w, b});
  EXPECT_EQ(first, second);
  EXPECT_EQ(tape.size(), records) << "a plain backward pass records nothing";
}

TEST(Backward, AddsUpWhatTheUsesSendBack) {
  Tape tape;
  const Var x(full({}, 3));
  const Var y = x * x + x / x - x + 5 * x;
  EXPECT_FLOAT_EQ(tape.gradient(y, {x})[0].data()[0], 2 * 3 + 0 - 1 + 5);
}

TEST(Backward, GivesIntermediateGradients) {
  Tape tape;
  const Var x(tensor({2}, {3, 5}));
  const Var y = x * x, z = 2 * y, loss = sum(z);
  const auto gradients = tape.gradient(loss, {z, y, x});
  expect_near(gradients[0], {2}, {1, 1});
  expect_near(gradients[1], {2}, {2, 2});
  expect_near(gradients[2], {2}, {12, 20});
}

TEST(Backward, GivesOnesForTheLossItselfAndZerosForTheUnused) {
  Tape tape;
  const Var x(tensor({2}, {3, 5})), unused(zeros({3, 1})), constant = Var::constant(zeros({2}));
  const Var beside = 3 * x, loss = sum(x + constant), after = 2 * loss;
  const auto gradients =
      tape.gradient(loss, {loss, unused, beside, after, constant}, Unused::zeros);
  expect_near(gradients[0], {}, {1});
  expect_near(gradients[1], {3, 1}, {0, 0, 0});
  expect_near(gradients[2], {2}, {0, 0});
  expect_near(gradients[3], {}, {0});
  expect_near(gradients[4], {2}, {0, 0});
}

TEST(Backward, AnswersTwiceWhatIsAskedTwice) {
  Tape tape;
  const Var x(full({}, 3)), same = x;
  const Var loss = x * x;
  const auto gradients = tape.gradient(loss, {x, same, loss, x, loss});
  for (std::size_t i : {0u, 1u, 3u}) EXPECT_EQ(gradients[i].data()[0], 6) << i;
  for (std::size_t i : {2u, 4u}) EXPECT_EQ(gradients[i].data()[0], 1) << i;
  EXPECT_TRUE(tape.gradient(loss, {}).empty());
}

TEST(Backward, TakesALossOfAnyShapeWithOneElement) {
  Tape tape;
  const Var x(tensor({1, 1}, {3}));
  EXPECT_EQ(tape.gradient(x * x, {x})[0].data()[0], 6);
}

TEST(Backward, TakesAnUpstreamGradient) {
  Tape tape;
  const Var x(tensor({2, 2}, {1, 2, 3, 4}));
  const Var y = square(x);
  expect_near(tape.gradient(y, {x}, tensor({2, 2}, {1, 0, -1, 10}))[0], {2, 2}, {2, 0, -6, 80});
}

TEST(Backward, RunsOnlyThePullbacksThatWereAskedFor) {
  Tape tape;
  const Var asked(full({}, 2)), other(full({}, 3)), unused(full({}, 4));
  int for_asked = 0, for_other = 0, before_output = 0, after = 0;
  const Var a = counted(asked, for_asked), b = counted(other, for_other);
  const Var product = a * b, loss = counted(product, before_output);
  counted(loss, after);
  tape.gradient(loss, {asked});
  EXPECT_EQ(for_asked, 1);
  EXPECT_EQ(for_other, 0);
  EXPECT_EQ(before_output, 1);
  EXPECT_EQ(after, 0);
  tape.gradient(loss, {product});
  EXPECT_EQ(before_output, 2);
  EXPECT_EQ(for_asked, 1);
  tape.gradient(loss, {unused}, Unused::zeros);
  tape.gradient(loss, {loss});
  EXPECT_EQ(before_output, 2);
}

TEST(Backward, RunsAPullbackOnceHoweverOftenItsOutputIsUsed) {
  Tape tape;
  const Var x(full({}, 2));
  int runs = 0;
  const Var y = counted(x, runs);
  Var z = y;
  for (int i = 0; i < 1000; ++i) z = z + y;
  EXPECT_EQ(tape.gradient(z, {x})[0].data()[0], 1001);
  EXPECT_EQ(runs, 1);
}

TEST(Backward, SumsABroadcastBackInOnePlace) {
  Tape tape;
  const Var x(full({3, 4}, 1)), row(full({4}, 2)), column(full({3, 1}, 3)), number(full({}, 4));
  // This op's pullbacks all return the output's gradient as it is.
  const auto pass = [](const Var& g, const Var&) { return g; };
  const Var y = record("sum4", (x + row + column + number).value(),
                       {{x, pass}, {row, pass}, {column, pass}, {number, pass}});
  const auto gradients = tape.gradient(y, {x, row, column, number}, counting({3, 4}));
  expect_near(gradients[0], {3, 4}, doubles(counting({3, 4})));
  expect_near(gradients[1], {4}, {12, 15, 18, 21});
  expect_near(gradients[2], {3, 1}, {6, 22, 38});
  expect_near(gradients[3], {}, {66});
}

// `add` sends one and the same gradient to both inputs: adding to one in place would change the
// other. Each gradient here gets further contributions after that.
TEST(Backward, AddsInPlaceOnlyWhereNobodyElseLooks) {
  Tape tape;
  const Var a(full({3}, 2)), b(full({3}, 5));
  const Var early_a = 10 * a, early_b = 100 * b;  // gone through after the sums below
  const Var both = a + b, doubled = a + a;
  const Var loss = sum(both + doubled + early_a + early_b + both);
  const auto gradients = tape.gradient(loss, {a, b, both, doubled, early_a, early_b});
  const auto each = [](double v) { return std::vector<double>(3, v); };
  expect_near(gradients[0], {3}, each(2 + 2 + 10));
  expect_near(gradients[1], {3}, each(2 + 100));
  expect_near(gradients[2], {3}, each(2));
  for (std::size_t i : {3u, 4u, 5u}) expect_near(gradients[i], {3}, each(1));
}

TEST(Backward, LeavesTheUpstreamGradientAndTheValuesAsTheyWere) {
  Tape tape;
  const Var x(tensor({2}, {1, 2})), keep(tensor({2}, {7, 8}));
  // A pullback that returns a Var which lives on elsewhere.
  const Var y = record("keeper", x.value(), {{x, [keep](const Var&, const Var&) { return keep; }}});
  const Var z = x + y + x + x;
  const Tensor upstream = tensor({2}, {1, 10});
  const auto gradients = tape.gradient(z, {x, y, z}, upstream);
  expect_near(gradients[0], {2}, {7 + 3, 8 + 30});
  expect_near(keep.value(), {2}, {7, 8});
  expect_near(upstream, {2}, {1, 10});
  expect_near(x.value(), {2}, {1, 2});
  expect_near(z.value(), {2}, {4, 8});
}

TEST(Backward, HandsOutGradientsThatShareNoMemory) {
  Tape tape;
  const Var a(full({2}, 1)), b(full({2}, 1));
  auto gradients = tape.gradient(a + b, {a, b}, tensor({2}, {1, 2}));
  gradients[0].data()[0] = 99;
  expect_near(gradients[1], {2}, {1, 2});
}

// 100 gradients of 64 kB each: a backward pass that keeps them asks the system for 100 blocks, one
// that frees each as soon as it is used up gets along with a few. On a fresh thread no free blocks
// wait. Of 100 gradients of 64 KiB, at most a few at any moment.
TEST(Backward, FreesIntermediateGradientsAsItGoes) {
  Tape tape;
  const Var x(zeros({1 << 14}));
  Var y = x;
  for (int i = 0; i < 100; ++i) y = -y;
  const auto bytes = static_cast<std::ptrdiff_t>(x.size() * sizeof(Scalar));
  const auto before = memory_in_use();
  reset_peak_memory();
  tape.gradient(y, {x}, ones_like(x.value()));
  EXPECT_LE(peak_memory() - before, 5 * bytes);
  EXPECT_GE(peak_memory() - before, 2 * bytes);
}

// And the record of what a tape kept is gone with the tape.
TEST(Backward, LeavesNothingBehind) {
  const Var x(zeros({1 << 14}));
  const auto before = memory_in_use();
  {
    Tape tape;
    Var y = x;
    for (int i = 0; i < 100; ++i) y = -y;
    EXPECT_GE(memory_in_use() - before, std::ptrdiff_t{100 << 14} * std::ptrdiff_t{sizeof(Scalar)});
    tape.gradient(y, {x}, ones_like(x.value()));
  }
  EXPECT_EQ(memory_in_use(), before);
}

}  // namespace
}  // namespace tapestry

// Long and deep tapes, and the memory of a loop in its steady state.
#include <thread>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// y_{k+1} = w y_k + b, n times, so y_n = w^n y_0 + b (w^(n-1) + ... + 1): two ops a step.
struct Chain {
  Tape tape;
  Var start, weight, bias, end;
  Chain(Scalar y0, Scalar w, Scalar b, int steps)
      : start(full({}, y0)), weight(full({}, w)), bias(full({}, b)), end(start) {
    for (int i = 0; i < steps; ++i) end = end * weight + bias;
  }
};

// With whole numbers float is exact, so the closed forms must come out to the last bit.
TEST(LongTape, OfAMillionOps) {
  const int n = 500000;
  const Chain straight(3, 1, 2, n);
  EXPECT_EQ(straight.tape.size(), 1000000u);
  EXPECT_EQ(straight.end.item(), 3 + 2 * n);
  auto gradients = straight.tape.gradient(straight.end, {straight.start, straight.bias});
  EXPECT_EQ(gradients[0].data()[0], 1);
  EXPECT_EQ(gradients[1].data()[0], n);

  const Chain swinging(3, -1, 2, n + 1);
  EXPECT_EQ(swinging.end.item(), -3 + 2);
  gradients = swinging.tape.gradient(swinging.end, {swinging.start, swinging.bias});
  EXPECT_EQ(gradients[0].data()[0], -1);
  EXPECT_EQ(gradients[1].data()[0], 1);
}

TEST(LongTape, HasTheGradientAtItsWeight) {
  // w = 1/2: y_n = b / (1 - w) and dy_n/dw = b / (1 - w)^2, once w^n is too small to matter
  const Chain chain(1, 0.5, 3, 1000);
  EXPECT_FLOAT_EQ(chain.end.item(), 6);
  EXPECT_FLOAT_EQ(chain.tape.gradient(chain.end, {chain.weight})[0].data()[0], 12);
}

TEST(DeepTape, OfThirtyDoublings) {
  Tape tape;
  const Var x(full({}, 1));
  Var y = x;
  for (int i = 0; i < 30; ++i) y = y + y;
  EXPECT_EQ(y.item(), 1 << 30);
  EXPECT_EQ(tape.gradient(y, {x})[0].data()[0], 1 << 30);
  EXPECT_EQ(tape.gradient_vars(y, {x})[0].item(), 1 << 30);
}

// y = x + x (1 + x (1 + ...)): with |x| < 1 the geometric series x / (1 - x).
TEST(DeepTape, OfAThousandNestedUsesOfOneVar) {
  Tape tape;
  const Var x(full({}, 0.5));
  Var y = x;
  for (int i = 0; i < 1000; ++i) y = x * (1 + y);
  EXPECT_FLOAT_EQ(y.item(), 1);                            // x / (1 - x)
  EXPECT_FLOAT_EQ(tape.gradient(y, {x})[0].data()[0], 4);  // 1 / (1 - x)^2
}

TEST(LongTape, OfAThousandSecondOrderSteps) {
  Tape tape;
  const Var x(full({}, 1));
  Var y = x;
  for (int i = 0; i < 1000; ++i) y = y + x * x;
  const Var dy = tape.gradient_vars(y, {x})[0];
  EXPECT_EQ(dy.item(), 2001);
  EXPECT_EQ(tape.gradient(dy, {x})[0].data()[0], 2000);
}

// How often 20 training steps ask the system for memory, after two steps to warm up.
std::size_t requests_of_a_steady_loop() {
  Rng rng(2);
  Var w = Var::parameter("w", random_normal({30, 20}, rng));
  Var b = Var::parameter("b", zeros({20}));
  const Var x(random_normal({50, 30}, rng));
  const std::vector<int> labels(50, 7);
  const auto step = [&] {
    Tape tape;
    const Var loss = softmax_cross_entropy(tanh(matmul(x, w) + b), labels);
    const auto gradients = tape.gradient(loss, {w, b});
    w.set_value(w.value() - gradients[0]);
    b.set_value(b.value() - gradients[1]);
  };
  step();
  step();
  const std::size_t before = system_allocations();
  for (int i = 0; i < 20; ++i) step();
  return system_allocations() - before;
}

// On a thread of its own, whose lists of free blocks begin empty.
template <class F>
void on_a_fresh_thread(F f) {
  std::thread thread(f);
  thread.join();
}

TEST(Memory, TrainingLoopAsksTheSystemForNothingOnceItRuns) {
  if (!reuses_memory()) GTEST_SKIP() << "this build does not reuse blocks";
  std::size_t requests = 0;
  on_a_fresh_thread([&] { requests = requests_of_a_steady_loop(); });
  EXPECT_EQ(requests, 0u);
}

// What was freed before, in whatever amount and sizes, must not take the room from a later loop.
TEST(Memory, TrainingLoopAsksForNothingAlsoAfterMuchElseWasFreed) {
  if (!reuses_memory()) GTEST_SKIP() << "this build does not reuse blocks";
  std::size_t requests = 0;
  on_a_fresh_thread([&] {
    const std::size_t bytes = 1 << 16;
    std::vector<void*> blocks;
    for (int i = 0; i < 5000; ++i)
      blocks.push_back(kernels::acquire(bytes));  // 328 MB, never touched
    for (void* block : blocks) kernels::release(block, bytes);
    requests = requests_of_a_steady_loop();
  });
  EXPECT_EQ(requests, 0u);
}

TEST(Memory, BlocksAreAligned) {
  std::vector<Tensor> kept;
  for (std::size_t n : {1u, 3u, 16u, 17u, 100u, 1000u, 100000u}) {
    kept.push_back(zeros({n}));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(kept.back().data()) % 64, 0u) << n;
  }
}

}  // namespace
}  // namespace tapestry

// Two tapes on two threads at once: each records only its own thread's work, and both may read the
// same parameters. Run under the thread sanitizer in CI.
#include <thread>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// A few steps of training a small net on its own data, from parameters that nobody changes.
std::vector<Tensor> gradients_of(const std::vector<Var>& shared, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Tensor> sums;
  for (int step = 0; step < 20; ++step) {
    const Scope scope("step");
    const Var x("x", random_normal({8, 6}, rng));
    const Tape tape;
    const Var h = relu(affine(x, shared[0], shared[1]));
    const Var section = checkpointed([h] { return tanh(h) + exp(-square(h)); });
    const Var loss = mean(square(matmul(section, shared[2])));
    const auto gradients = tape.gradient(loss, shared);
    if (step == 0)
      sums = gradients;
    else
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += gradients[i];
  }
  return sums;
}

TEST(Threads, TwoTapesAtOnceGiveWhatTheyGiveAlone) {
  Rng rng(1);
  const std::vector<Var> shared = {Var::parameter("w", random_normal({6, 5}, rng)),
                                   Var::parameter("b", random_normal({5}, rng)),
                                   Var::parameter("v", random_normal({5, 2}, rng))};
  const auto alone_2 = gradients_of(shared, 2), alone_3 = gradients_of(shared, 3);
  std::vector<Tensor> at_once_2, at_once_3;
  std::thread first([&] { at_once_2 = gradients_of(shared, 2); });
  std::thread second([&] { at_once_3 = gradients_of(shared, 3); });
  first.join();
  second.join();
  EXPECT_EQ(at_once_2, alone_2);
  EXPECT_EQ(at_once_3, alone_3);
}

// A Var goes from one thread to another with its value, and its memory is released there.
TEST(Threads, AVarMayOutliveTheThreadThatMadeIt) {
  Var made;
  std::thread([&made] { made = Var("made", full({1000}, 3)); }).join();
  const Tape tape;
  const Var loss = sum(made * made);
  EXPECT_EQ(tape.gradient(loss, {made})[0].data()[999], 6);
}

// A loader makes batches, and the training loop drops them: their memory goes back to the loader.
TEST(Threads, MemoryThatAnotherThreadFreesComesBack) {
  if (!reuses_memory()) GTEST_SKIP() << "nothing is pooled under this sanitizer";
  const auto fifty_batches = [] {
    for (int i = 0; i < 50; ++i) {
      Tensor batch;
      std::thread([&batch] { batch = full({100, 1000}, 1); }).join();
    }
  };
  fifty_batches();
  const std::size_t before = system_allocations();
  fifty_batches();
  EXPECT_LE(system_allocations() - before, 1U);
}

// What one phase of a program has left there does not take the room from the next.
TEST(Threads, MemoryForOthersMakesRoom) {
  if (!reuses_memory()) GTEST_SKIP() << "nothing is pooled under this sanitizer";
  std::vector<Tensor> many(1000);  // 400 MB, more than is kept
  std::thread([&many] {
    for (Tensor& x : many) x = zeros({100, 1000});
  }).join();
  many.clear();
  const auto other_size = [] {
    for (int i = 0; i < 50; ++i) {
      Tensor batch;
      std::thread([&batch] { batch = full({300, 1000}, 1); }).join();
    }
  };
  other_size();
  const std::size_t before = system_allocations();
  other_size();
  EXPECT_LE(system_allocations() - before, 1U);
}

}  // namespace
}  // namespace tapestry

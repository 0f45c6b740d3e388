// A second run of the same graph asks the system for no memory: tensors, Vars and pullbacks come
// from the pool. Every operator new of this program is counted.
#include <atomic>
#include <cstdlib>
#include <new>

#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace {
std::atomic<std::size_t> news{0};
}

void* operator new(std::size_t bytes) {
  ++news;
  if (void* block = std::malloc(bytes == 0 ? 1 : bytes)) return block;
  throw std::bad_alloc();
}
// Not inlined, or GCC sees free() beside an operator new that it does not take for malloc().
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace tapestry {
namespace {

// The net of tests/bench/two_task_step, with `layers` shared layers.
struct Net {
  std::vector<Var> parameters;
  Var x;
  std::vector<int> labels = std::vector<int>(16, 3);

  explicit Net(std::size_t layers) {
    Rng rng(1);
    x = Var("x", random_normal({16, 20}, rng));
    for (std::size_t i = 0; i < layers; ++i) {
      parameters.emplace_back("weight", random_normal({20, 20}, rng));
      parameters.emplace_back("bias", zeros({20}));
    }
  }
  Var loss() const {
    Var h = x;
    for (std::size_t i = 0; i < parameters.size(); i += 2)
      h = relu(affine(h, parameters[i], parameters[i + 1]));
    return softmax_cross_entropy(h, labels);
  }
};

struct Counts {
  std::size_t news, blocks;
};

// What the second of two backward passes asks for.
Counts second_pass(std::size_t layers) {
  const Net net(layers);
  const Tape tape;
  const Var loss = net.loss();
  tape.gradient(loss, net.parameters);
  const Counts before{news, system_allocations()};
  tape.gradient(loss, net.parameters);
  return {news - before.news, system_allocations() - before.blocks};
}

TEST(BackwardAllocations, AreNoneInTheSteadyState) {
  if (!reuses_memory()) GTEST_SKIP() << "nothing is pooled under this sanitizer";
  const Counts few = second_pass(2), many = second_pass(20);
  EXPECT_EQ(few.blocks, 0u) << "tensors come from the pool";
  EXPECT_EQ(many.blocks, 0u);
  EXPECT_EQ(many.news, few.news) << "nothing is allocated for a record";
  // The lists of what was asked for and of what is returned: not a matter of the graph's size.
  EXPECT_LE(few.news, 12u);
}

TEST(BackwardAllocations, OfATrainingStepTakeNoTensorsFromTheSystem) {
  if (!reuses_memory()) GTEST_SKIP() << "nothing is pooled under this sanitizer";
  const Net net(3);
  const auto step = [&net] {
    const Tape tape;
    return tape.gradient(net.loss(), net.parameters)[0].data()[0];
  };
  step();
  step();
  const std::size_t before = system_allocations();
  for (int i = 0; i < 100; ++i) step();
  EXPECT_EQ(system_allocations(), before);
}

}  // namespace
}  // namespace tapestry

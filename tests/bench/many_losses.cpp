// The cost of each task's own gradient at what all tasks share, by the number of tasks: it should
// not depend on how many others there are.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "engine/engine.hpp"

using namespace tapestry;

int main() {
  for (const std::size_t tasks : {250u, 1000u, 4000u}) {
    Rng rng(1);
    const Var x("x", random_normal({4, 8}, rng)), trunk("trunk", random_normal({8, 8}, rng));
    Tape tape;
    const Var h = tanh(matmul(x, trunk));
    std::vector<Var> losses;
    for (std::size_t t = 0; t < tasks; ++t)
      losses.push_back(mean(square(matmul(h, Var(random_normal({8, 1}, rng))))));
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
      const auto start = std::chrono::steady_clock::now();
      tape.gradients(losses, {trunk});
      const std::chrono::duration<double, std::micro> took =
          std::chrono::steady_clock::now() - start;
      best = std::min(best, took.count() / static_cast<double>(tasks));
    }
    std::printf("%4zu losses: %.1f us a loss\n", tasks, best);
  }
}

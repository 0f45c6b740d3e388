// The answer that the page of 03_is_it_right gives to its third exercise.
#include <gmock/gmock.h>

#include "engine/array/random.hpp"
#include "engine/engine.hpp"

namespace tapestry {
namespace {

// A pullback that counts its calls is right where it is called once, and check_gradient sees it.
TEST(Exercises03, APullbackThatCountsItsCallsIsCaught) {
  std::size_t calls = 0;
  const FunctionOfVars counting = [&calls](const std::vector<Var>& x) {
    const Var a = x[0], w = x[1];
    return record("weighted", a.value() * w.value(),
                  {{a, [w](const Var& g, const Var&) { return g * w; }},
                   {w, [a, &calls](const Var& g, const Var&) {
                      return ++calls > 1 ? 0 * sum(g * a, {0}) : sum(g * a, {0});
                    }}});
  };
  Rng rng(1);
  const Tensor a = random_normal({3, 4}, rng), w = random_normal({4}, rng);
  const Tensor u = random_normal({3, 4}, rng);
  {
    Tape tape;
    const std::vector<Var> leaves = {Var(a), Var(w)};
    const Tensor gradient = tape.gradient(counting(leaves), leaves, u)[1];
    for (std::size_t j = 0; j < 4; ++j) {
      double expected = 0;
      for (std::size_t i = 0; i < 3; ++i) expected += u(i, j) * a(i, j);
      EXPECT_NEAR(gradient(j), expected, 1e-12);
    }
  }
  calls = 0;
  EXPECT_FALSE(check_gradient("weighted", counting, {a, w}).passed);
}

}  // namespace
}  // namespace tapestry

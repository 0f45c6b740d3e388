// Gradients of several outputs: each with its upstream gradient, or each loss by itself.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(ManyOutputs, AddUpTheirUpstreamGradients) {
  Tape tape;
  const Var x("x", tensor({2}, {3, 5})), w("w", full({}, 2));
  const Var y = x * x, z = sum(w * x);
  // u . (2 x) + v w, and v sum(x)
  const auto gradients = tape.gradient({y, z}, {x, w}, {tensor({2}, {1, 10}), full({}, 7)});
  expect_near(gradients[0], {2}, {6 + 14, 100 + 14});
  expect_near(gradients[1], {}, {7 * 8});
}

TEST(ManyOutputs, MayDependOnEachOther) {
  Tape tape;
  const Var x("x", full({}, 3));
  const Var y = x * x, z = 5 * y;
  const auto gradients = tape.gradient({y, z}, {x, y}, {full({}, 1), full({}, 1)});
  expect_near(gradients[0], {}, {6 + 30});
  expect_near(gradients[1], {}, {1 + 5});
}

TEST(ManyOutputs, CountTwiceWhatIsGivenTwice) {
  Tape tape;
  const Var x("x", full({}, 3)), y = x * x;
  const auto gradients = tape.gradient({y, y}, {x}, {full({}, 1), full({}, 10)});
  expect_near(gradients[0], {}, {66});
}

TEST(ManyOutputs, NeedOneUpstreamGradientEach) {
  Tape tape;
  const Var x("x", zeros({2})), y = x * x;
  EXPECT_EQ(error_of([&] {
              tape.gradient({y, y}, {x}, {zeros({2})});
            }),
            "gradient: 2 outputs with 1 upstream gradients: give one upstream gradient an output, "
            "in the same order.");
  EXPECT_EQ(error_of([&] {
              tape.gradient({y, y}, {x}, {zeros({2}), zeros({3})});
            }),
            "gradient: the upstream gradient [3] must have the shape of the output that it belongs "
            "to, the output of mul [2].");
}

// Two tasks on one trunk, and the gradients that the tasks alone would have.
TEST(Gradients, AreThoseOfEachLossByItself) {
  Rng rng(1);
  const Var x(random_normal({5, 4}, rng)), trunk("trunk", random_normal({4, 3}, rng));
  const Var head_a("a", random_normal({3, 2}, rng)), head_b("b", random_normal({3, 2}, rng));
  const std::vector<int> labels = {0, 1, 1, 0, 1};
  const std::vector<Var> wrt = {trunk, head_a, head_b};
  const auto alone = [&](const Var& head) {
    Tape tape;
    return tape.gradient(softmax_cross_entropy(matmul(tanh(matmul(x, trunk)), head), labels), wrt,
                         Unused::zeros);
  };
  Tape tape;
  const Var h = tanh(matmul(x, trunk));
  const Var loss_a = softmax_cross_entropy(matmul(h, head_a), labels);
  const Var loss_b = softmax_cross_entropy(matmul(h, head_b), labels);
  const auto both = tape.gradients({loss_a, loss_b}, wrt);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0], alone(head_a));
  EXPECT_EQ(both[1], alone(head_b));
  EXPECT_THAT(both[0][2].storage(), testing::Each(0)) << "task a does not touch b's head";
  EXPECT_TRUE(tape.gradients({}, wrt).empty());
}

}  // namespace
}  // namespace tapestry

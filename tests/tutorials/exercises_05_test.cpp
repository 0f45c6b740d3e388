// The answers that the page of 05_dense gives to its exercises.
#include <gmock/gmock.h>

#include "engine/engine.hpp"

namespace tapestry::test {
namespace {

TEST(Exercises05, ColumnOfOnesMakesTheBiasARowOfTheWeights) {
  Rng rng(5);
  const Var x("x", random_normal({5, 3}, rng)), w("W", random_normal({3, 2}, rng));
  const Var b("b", random_normal({2}, rng));
  const Tensor g = random_normal({5, 2}, rng);
  const Var ones = Var::constant(full({5, 1}, 1));

  const Tape tape;
  const Var joined = concatenate({w, reshape(b, {1, 2})}, 0);
  const Var y = matmul(concatenate({x, ones}, 1), joined);
  EXPECT_EQ(joined.shape(), (Shape{4, 2}));
  EXPECT_TRUE(xt::allclose(y.value(), affine(x, w, b).value(), 1e-5, 1e-5));
  const Tensor gradient = tape.gradient(y, {joined}, g)[0];
  for (std::size_t o = 0; o < 2; ++o) {
    double sum = 0;
    for (std::size_t n = 0; n < 5; ++n) sum += g(n, o);
    EXPECT_NEAR(gradient(3, o), sum, 1e-5) << "its last row is the bias' gradient";
  }
}

TEST(Exercises05, RowsTwiceDoubleTheSumsGradientAndLeaveTheMeans) {
  Rng rng(5);
  const Tensor x = random_normal({5, 3}, rng), t = random_normal({5, 2}, rng);
  const Var w("W", random_normal({3, 2}, rng)), b("b", random_normal({2}, rng));
  const auto gradients = [&](Reduction reduction, std::size_t times) {
    Tape tape;
    const Var rows = tile(Var(x), 0, times), targets = tile(Var(t), 0, times);
    const Var each = sum(square(affine(rows, w, b) - targets), {1});
    return tape.gradient(reduction == Reduction::sum ? sum(each) : mean(each), {w, b});
  };
  const auto once = gradients(Reduction::sum, 1), twice = gradients(Reduction::sum, 2);
  const auto mean_once = gradients(Reduction::mean, 1), mean_twice = gradients(Reduction::mean, 2);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_TRUE(xt::allclose(twice[k], 2 * once[k], 1e-4, 1e-4));
    EXPECT_TRUE(xt::allclose(mean_twice[k], mean_once[k], 1e-5, 1e-5));
    EXPECT_TRUE(xt::allclose(5 * mean_once[k], once[k], 1e-4, 1e-4));
  }
}

// The multiplications in the matrix products of the records from this one on.
std::size_t multiplications_of(const Tape& tape, std::size_t first) {
  std::size_t count = 0;
  for (std::size_t i = first; i < tape.size(); ++i) {
    const Tape::Entry entry = tape[i];
    const std::string op = entry.output.op();
    if (op != "matmul" && op != "affine") continue;
    // Each of the output's m n numbers takes k multiplications, and (m k)(k n) = k k (m n).
    const std::size_t a = entry.inputs[0].size(), b = entry.inputs[1].size();
    const std::size_t c = entry.output.size();
    std::size_t inner = 1;
    while (inner * inner * c < a * b) ++inner;
    EXPECT_EQ(inner * inner * c, a * b);
    count += inner * c;
  }
  return count;
}

TEST(Exercises05, MultiplicationsOfANet) {
  Rng rng(5);
  const Var x("x", random_normal({64, 784}, rng));
  const Var w1("W1", random_normal({784, 256}, rng)), b1("b1", zeros({256}));
  const Var w2("W2", random_normal({256, 10}, rng)), b2("b2", zeros({10}));
  for (const bool at_x : {false, true}) {
    Tape tape;
    const Var y = affine(relu(affine(x, w1, b1)), w2, b2);
    EXPECT_EQ(multiplications_of(tape, 0), 13008896U) << "forwards";
    const std::size_t forwards = tape.size();
    std::vector<Var> wrt{w1, b1, w2, b2};
    if (at_x) wrt.push_back(x);
    const std::vector<Var> all = tape.gradient_vars(y, wrt, Var(zeros({64, 10})));
    EXPECT_EQ(multiplications_of(tape, forwards), at_x ? 26017792U : 13172736U) << "backwards";
  }
}

}  // namespace
}  // namespace tapestry::test

// Handles, kinds of leaves and names; the tensors beneath them.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(Var, KnowsItsKind) {
  const Var input(zeros({2})), parameter = Var::parameter("w", zeros({2}));
  const Var constant = Var::constant(zeros({2})), number = 3, recorded = input + 1;
  const auto kinds = [](const Var& x) {
    return std::vector<bool>{x.is_leaf(), x.is_parameter(), x.is_constant()};
  };
  using Kinds = std::vector<bool>;
  EXPECT_EQ(kinds(input), (Kinds{true, false, false}));
  EXPECT_EQ(kinds(parameter), (Kinds{true, true, false}));
  EXPECT_EQ(kinds(constant), (Kinds{true, false, true}));
  EXPECT_EQ(kinds(number), (Kinds{true, false, true}));
  EXPECT_EQ(kinds(recorded), (Kinds{false, false, false}));
  EXPECT_STREQ(input.op(), "input");
  EXPECT_STREQ(parameter.op(), "parameter");
  EXPECT_STREQ(constant.op(), "constant");
  EXPECT_STREQ(recorded.op(), "add");
  // An op may have a leaf's name and is none for that.
  EXPECT_FALSE(record("constant", zeros({}), std::vector<Edge>()).is_leaf());
}

TEST(Var, HandlesShareOneValue) {
  Var a("a", zeros({2}));
  const Var b = a;
  a.mutable_value()[1] = 5;
  EXPECT_EQ(b.value().data()[1], 5);
  a.set_value(tensor({2}, {7, 8}));
  EXPECT_EQ(b.value().data()[0], 7);
  b.named("renamed");
  EXPECT_EQ(a.name(), "renamed");
}

TEST(Var, TellsItsShape) {
  const Var x(zeros({2, 3, 4}));
  EXPECT_EQ(x.rank(), 3u);
  EXPECT_EQ(x.size(), 24u);
  EXPECT_EQ(to_string(x.shape()), "[2 x 3 x 4]");
  EXPECT_EQ(to_string(Var(1).shape()), "[scalar]");
  EXPECT_EQ(Var(2.5).item(), 2.5);
  EXPECT_EQ(Var(full({1, 1}, 4)).item(), 4);
}

TEST(Var, DescribesItself) {
  EXPECT_EQ(describe(Var("images", zeros({64, 784}))), "'images' [64 x 784]");
  EXPECT_EQ(describe(Var(zeros({2}))), "an unnamed input [2]");
  EXPECT_EQ(describe(Var::parameter("", zeros({2}))), "an unnamed parameter [2]");
  EXPECT_EQ(describe(Var::constant(zeros({2}))), "a constant [2]");
  EXPECT_EQ(describe(Var(1)), "a constant [scalar]");
  EXPECT_EQ(describe(relu(Var(zeros({64, 10})))), "the output of relu [64 x 10]");
}

TEST(Tensor, IsMadeByHand) {
  EXPECT_EQ(size_of({}), 1u);
  EXPECT_EQ(size_of({2, 0, 3}), 0u);
  expect_near(zeros({2}), {2}, {0, 0});
  expect_near(full({2, 1}, 7), {2, 1}, {7, 7});
  expect_near(ones_like(zeros({3})), {3}, {1, 1, 1});
  expect_near(zeros_like(full({3}, 9)), {3}, {0, 0, 0});
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(x(1, 0), 4);
}

TEST(Random, FollowsItsSeedAndItsDistribution) {
  Rng one(4), same(4), other(5);
  const Tensor a = random_normal({100}, one);
  EXPECT_EQ(a, random_normal({100}, same));
  EXPECT_NE(a, random_normal({100}, other));

  Rng rng(6);
  const std::size_t n = 200000;
  const auto moments = [n](const Tensor& x) {
    double mean = 0, variance = 0;
    for (double v : x.storage()) mean += v / static_cast<double>(n);
    for (double v : x.storage()) variance += (v - mean) * (v - mean) / static_cast<double>(n);
    return std::pair(mean, variance);
  };
  // Five standard errors of the mean, and of the variance.
  const double root = std::sqrt(static_cast<double>(n));
  const auto [mean, variance] = moments(random_normal({n}, rng, 3, 2));
  EXPECT_NEAR(mean, 3, 5 * 2 / root);
  EXPECT_NEAR(variance, 4, 5 * 4 * std::sqrt(2.0) / root);
  const Tensor uniform = random_uniform({n}, rng, -1, 5);
  const auto [middle, spread] = moments(uniform);
  EXPECT_NEAR(middle, 2, 5 * 1.74 / root);
  EXPECT_NEAR(spread, 3, 5 * 2.7 / root);
  EXPECT_GE(*std::min_element(uniform.storage().begin(), uniform.storage().end()), -1);
  EXPECT_LE(*std::max_element(uniform.storage().begin(), uniform.storage().end()), 5);
}

}  // namespace
}  // namespace tapestry

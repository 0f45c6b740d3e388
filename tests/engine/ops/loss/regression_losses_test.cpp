// Values and gradients of the losses of regressions, against their formulas in double.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

TEST(SquaredError, AgreesWithItsFormulaInEveryReduction) {
  const Var p(tensor({2, 2}, {1, 2, 3, 4})), t(tensor({2, 2}, {1, 0, 0, 8}));
  const Tensor each = tensor({2, 2}, {1, -1, 2, 0.5});
  Tape tape;
  const Var none = squared_error(p, t, Reduction::none);
  expect_near(none.value(), {2, 2}, {0, 4, 9, 16});
  const auto by_element = tape.gradient(none, {p, t}, each);
  expect_near(by_element[0], {2, 2}, {0, -4, 12, -4});
  expect_near(by_element[1], {2, 2}, {0, 4, -12, 4});
  for (const Var& sum : {squared_error(p, t, Reduction::sum), sum_of_squares(p, t)}) {
    expect_near(sum.value(), {}, {29});
    const auto gradients = tape.gradient(sum, {p, t});
    expect_near(gradients[0], {2, 2}, {0, 4, 6, -8});
    expect_near(gradients[1], {2, 2}, {0, -4, -6, 8});
  }
  for (const Var& mean : {squared_error(p, t), mean_squared_error(p, t)}) {
    expect_near(mean.value(), {}, {29 / 4.0});
    expect_near(tape.gradient(mean, {p})[0], {2, 2}, {0, 1, 1.5, -2});
  }
}

TEST(SquaredError, OfMillionsOfElementsKeepsItsDigits) {
  const std::size_t n =
      (std::size_t{1} << 24) + 4;  // where a float that counts up by 1 stands still
  const Var p(full({n}, 1)), t(zeros({n}));
  EXPECT_EQ(sum_of_squares(p, t).item(), static_cast<Scalar>(n));
  EXPECT_EQ(mean_squared_error(p, t).item(), 1);
}

TEST(Huber, AgreesWithItsFormulaInEveryReduction) {
  Rng rng(1);
  const Var p(random_normal({4, 5}, rng, 0, 3)), t(random_normal({4, 5}, rng));
  for (const double delta : {0.5, 1.0, 4.0}) {
    std::vector<double> losses, slopes;
    double total = 0;
    for (std::size_t i = 0; i < 20; ++i) {
      const double d = double{p.value().data()[i]} - double{t.value().data()[i]};
      const bool near = std::abs(d) <= delta;
      losses.push_back(near ? d * d / 2 : delta * (std::abs(d) - delta / 2));
      slopes.push_back(near ? d : d > 0 ? delta : -delta);
      total += losses.back();
    }
    const auto limit = static_cast<Scalar>(delta);
    Tape tape;
    const Var sum = huber(p, t, limit, Reduction::sum);
    expect_near(huber(p, t, limit, Reduction::none).value(), {4, 5}, losses, 2e-6);
    expect_near(sum.value(), {}, {total}, 2e-6);
    expect_near(huber(p, t, limit).value(), {}, {total / 20}, 2e-6);
    const auto gradients = tape.gradient(sum, {p, t});
    expect_near(gradients[0], {4, 5}, slopes, 2e-6);
    for (double& slope : slopes) slope = -slope;
    expect_near(gradients[1], {4, 5}, slopes, 2e-6);
  }
}

TEST(Huber, TakesHugeErrorsAndShowsNaN) {
  EXPECT_EQ(huber(Var(1e30f), 0).item(), 1e30f);  // whose square is infinite
  EXPECT_EQ(huber(Var(-kInfinity), 0).item(), kInfinity);
  EXPECT_TRUE(std::isnan(huber(Var(kNaN), 0).item()));
  EXPECT_EQ(huber(Var(2), Var(0), 2).item(), 2);  // both formulas' value where they meet
  Tape tape;
  const Var x(tensor({3}, {kNaN, -1e30f, kInfinity}));
  expect_near(tape.gradient(huber(x, Var(zeros({3})), 3, Reduction::sum), {x})[0], {3},
              {std::nan(""), -3, 3});
}

}  // namespace
}  // namespace tapestry

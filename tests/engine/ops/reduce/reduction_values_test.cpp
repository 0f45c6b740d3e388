// Values of sum, mean and max against plain loops over indices.
#include "engine/array/random.hpp"
#include "tests/engine/expect.hpp"

namespace tapestry {
namespace {

// All subsets of the axes of a shape but the empty one.
std::vector<Axes> axis_subsets(std::size_t rank) {
  std::vector<Axes> subsets;
  for (unsigned bits = 1; bits < (1u << rank); ++bits) {
    Axes axes;
    for (std::size_t k = 0; k < rank; ++k)
      if (bits & (1u << k)) axes.push_back(static_cast<int>(k));
    subsets.push_back(axes);
  }
  return subsets;
}

struct Reduced {
  Shape kept, dropped;
  std::vector<double> sum, max;
  double count = 0;  // elements in each group
};

Reduced naive(const Tensor& x, const Axes& axes) {
  Reduced out;
  out.kept = x.shape();
  std::vector<std::size_t> left;
  for (std::size_t k = 0; k < x.dimension(); ++k)
    if (std::count(axes.begin(), axes.end(), static_cast<int>(k)))
      out.kept[k] = 1;
    else
      left.push_back(x.shape()[k]);
  out.dropped = Shape(left.begin(), left.end());
  out.sum.assign(size_of(out.kept), 0);
  out.max.assign(size_of(out.kept), -1e300);
  out.count = static_cast<double>(x.size() / size_of(out.kept));
  for_each_index(x.shape(), [&](const std::vector<std::size_t>& index) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < index.size(); ++k)
      at = at * out.kept[k] + (out.kept[k] == 1 ? 0 : index[k]);
    out.sum[at] += element(x, index);
    out.max[at] = std::max(out.max[at], element(x, index));
  });
  return out;
}

TEST(Reductions, AgreeWithPlainLoopsOverEverySubsetOfAxes) {
  Rng rng(2);
  for (const Shape& shape :
       {Shape{5}, Shape{3, 4}, Shape{2, 3, 4}, Shape{3, 1, 2, 5}, Shape{37, 41}, Shape{1, 1}})
    for (const Axes& axes : axis_subsets(shape.size())) {
      const Var x(random_normal(shape, rng));
      const Reduced expected = naive(x.value(), axes);
      std::vector<double> mean_values = expected.sum;
      for (double& v : mean_values) v /= expected.count;
      SCOPED_TRACE(to_string(shape) + " to " + to_string(expected.kept));
      expect_near(sum(x, axes, Axis::keep).value(), expected.kept, expected.sum, 1e-5);
      expect_near(sum(x, axes).value(), expected.dropped, expected.sum, 1e-5);
      expect_near(mean(x, axes, Axis::keep).value(), expected.kept, mean_values);
      expect_near(mean(x, axes).value(), expected.dropped, mean_values);
      expect_near(max(x, axes, Axis::keep).value(), expected.kept, expected.max);
      expect_near(max(x, axes).value(), expected.dropped, expected.max);
      // The same axes, counted from the end and in another order.
      Axes negative;
      for (int axis : axes)
        negative.insert(negative.begin(), axis - static_cast<int>(shape.size()));
      expect_near(sum(x, negative).value(), expected.dropped, expected.sum, 1e-5);
      expect_near(max(x, negative).value(), expected.dropped, expected.max);
    }
}

TEST(Reductions, OfEverythingAreScalars) {
  const Var x(counting({2, 3}));
  expect_near(sum(x).value(), {}, {15});
  expect_near(mean(x).value(), {}, {2.5});
  expect_near(max(x).value(), {}, {5});
  expect_near(sum(Var(7)).value(), {}, {7});
  expect_near(mean(Var(7)).value(), {}, {7});
  expect_near(max(Var(7)).value(), {}, {7});
}

TEST(Sum, OfNothingIsZero) {
  expect_near(sum(Var(zeros({0}))).value(), {}, {0});
  expect_near(sum(Var(zeros({0, 3})), {0}).value(), {3}, {0, 0, 0});
  expect_near(sum(Var(zeros({2, 0})), {1}, Axis::keep).value(), {2, 1}, {0, 0});
}

// A float that counts by ones stops at 2^24, because 2^24 + 1 is not a float.
TEST(Sum, OfMoreOnesThanAFloatCanCount) {
  const std::size_t n = std::size_t{1} << 25;
  const auto exact = static_cast<double>(n);
  EXPECT_EQ(sum(Var(ones_like(zeros({n})))).item(), exact);
  EXPECT_EQ(mean(Var(ones_like(zeros({n})))).item(), 1);
  const Var wide(ones_like(zeros({n / 2, 2})));
  expect_near(sum(wide, {0}).value(), {2}, {exact / 2, exact / 2}, 1e-7);
  expect_near(sum(wide).value(), {}, {exact}, 1e-7);
  expect_near(sum_to(wide, {}).value(), {}, {exact}, 1e-7);
}

TEST(Sum, LosesNoDigitsOverALongAxis) {
  // 0.1 a million times: one running float would be 1 % off.
  const Var x(full({1000000}, 0.1f));
  expect_near(sum(x).value(), {}, {1000000 * double{0.1f}}, 1e-5);
  expect_near(sum(Var(full({1000000, 3}, 0.1f)), {0}).value(), {3},
              std::vector<double>(3, 1000000 * double{0.1f}), 1e-4);
}

// What a float cannot hold on the way, a double can.
TEST(Sum, OverflowsOnlyWhereTheSumDoes) {
  constexpr Scalar kBig = std::numeric_limits<Scalar>::max() / 2;
  for (const std::size_t n : {4u, 48u, 600u}) {
    Tensor x = zeros({n, 3});  // big, big, big, ..., -big, -big, -big
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < 3; ++k) x.data()[i * 3 + k] = i < n / 2 ? kBig : -kBig;
    expect_near(sum(Var(x), {0}).value(), {3}, {0, 0, 0});
    expect_near(sum(Var(x)).value(), {}, {0});
    expect_near(sum(Var(transpose(Var(x)).value()), {1}).value(), {3}, {0, 0, 0});
    expect_near(sum(Var(kernels::reshaped(x, {n, 1, 3})), {0, 2}).value(), {1}, {0});
  }
  EXPECT_EQ(sum(Var(full({4}, kBig))).item(), kInfinity);
  EXPECT_EQ(sum(Var(full({4, 2}, kBig)), {0}).value(), full({2}, kInfinity));
  EXPECT_TRUE(std::isnan(sum(Var(tensor({2}, {kInfinity, -kInfinity}))).item()));
  // Four squares of 1e38 have the mean 1e38.
  expect_near(mean_squared_error(Var(full({4}, 1e19f)), Var(zeros({4}))).value() * 1e-38f, {}, {1},
              1e-5);
}

TEST(Max, SharesItsGradientAmongEqualWinners) {
  Tape tape;
  const Var x(tensor({2, 3}, {5, 1, 5, 2, 7, 3}));
  const Var top = max(x, {1});
  expect_near(tape.gradient(top, {x}, tensor({2}, {10, 20}))[0], {2, 3}, {5, 0, 5, 0, 20, 0});
}

TEST(Max, OfNegativesAndInfinities) {
  const auto inf = std::numeric_limits<Scalar>::infinity();
  expect_near(max(Var(tensor({3}, {-3, -1, -2}))).value(), {}, {-1});
  expect_near(max(Var(tensor({2}, {-inf, -inf}))).value(), {}, {-double{inf}});
  expect_near(max(Var(tensor({2}, {1, inf}))).value(), {}, {double{inf}});
}

TEST(Max, DoesNotHideNaN) {
  const auto nan = std::numeric_limits<Scalar>::quiet_NaN();
  for (std::size_t place = 0; place < 3; ++place) {
    Tensor x = counting({3});
    x.data()[place] = nan;
    EXPECT_TRUE(std::isnan(max(Var(x)).item())) << "NaN at element " << place;
    EXPECT_TRUE(std::isnan(max(Var(reshape(Var(x), {3, 1}).value()), {0}).item()))
        << "NaN at row " << place;
  }
}

}  // namespace
}  // namespace tapestry

// The answers that the page of 03_is_it_right gives to its exercises 1 and 2; the third one's op is
// checked in double precision, in tests/f64/exercises_03_test.cpp.
#include <gmock/gmock.h>

#include <cmath>
#include <vector>

namespace tapestry::test {
namespace {

template <class Number>
Number f(Number x) {
  return std::exp(x) * std::sin(x);
}

template <class Number>
struct Differences {
  static Number one_sided(Number x, Number h) { return (f(x + h) - f(x)) / h; }
  static Number central(Number x, Number h) { return (f(x + h) - f(x - h)) / (2 * h); }
  static Number four_points(Number x, Number h) {
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
  }
};

// As the program's: the mean of the relative error over places from 0 to 1.
template <class Number>
double difference_error(Number (*difference)(Number, Number), double h) {
  double total = 0;
  for (int i = 0; i < 200; ++i) {
    const double x = i / 200.0, slope = std::exp(x) * (std::sin(x) + std::cos(x));
    total += std::abs(double(difference(Number(x), Number(h))) / slope - 1) / 200;
  }
  return total;
}

template <class Number>
double best_step(Number (*difference)(Number, Number)) {
  double best = 0, least = 1;
  for (double h = 1e-13; h < 0.1; h *= 1.2)
    if (const double error = difference_error(difference, h); error < least)
      least = error, best = h;
  return best;
}

TEST(Exercises03, FloatsNeedLargerStepsAndLeaveFewerDigits) {
  const double one = best_step(Differences<float>::one_sided);
  const double two = best_step(Differences<float>::central);
  EXPECT_THAT(one, testing::AllOf(testing::Gt(2e-5), testing::Lt(2e-3)));
  EXPECT_THAT(two, testing::AllOf(testing::Gt(4e-4), testing::Lt(4e-2)));
  EXPECT_THAT(difference_error(Differences<float>::one_sided, one),
              testing::AllOf(testing::Gt(1e-5), testing::Lt(1e-3)));
  EXPECT_THAT(difference_error(Differences<float>::central, two),
              testing::AllOf(testing::Gt(1e-6), testing::Lt(1e-4)));
}

TEST(Exercises03, FourPointsHaveAnErrorOfTheFourthPower) {
  const auto difference = Differences<double>::four_points;
  const double power =
      std::log10(difference_error(difference, 1e-1) / difference_error(difference, 1e-2));
  EXPECT_NEAR(power, 4, 0.1);
  const double best = best_step(difference);
  EXPECT_THAT(best, testing::AllOf(testing::Gt(1e-4), testing::Lt(1e-2)));
  EXPECT_LT(difference_error(difference, best), 1e-12);
}

}  // namespace
}  // namespace tapestry::test

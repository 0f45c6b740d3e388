// The answers that the page of 09_omega gives to its exercises; and that it names every family.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/power.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "nn/omega/families.hpp"
#include "nn/omega/omega_checks.hpp"
#include "nn/omega/task_covariance.hpp"
#include "tests/places.hpp"
#include "tutorials/09_omega/two_tasks.hpp"

namespace tapestry::test {
namespace {

TEST(Exercises09, ThePageNamesEveryFamily) {
  std::ostringstream page;
  page << std::ifstream(std::string(kSourceFolder) + "/tutorials/09_omega/README.md").rdbuf();
  for (const nn::OmegaFamily& family : nn::omega_families())
    EXPECT_THAT(page.str(), testing::HasSubstr("\n| `" + family.name + "` |"));
}

// Two tasks of two features and two rows with X^T X = n I, whose least squares are the rows of b.
std::vector<nn::Batch> orthogonal_tasks(const Tensor& b, Scalar n) {
  std::vector<nn::Batch> tasks;
  for (const std::size_t t : {0U, 1U}) {
    nn::Batch task{zeros({2, 2}), {}, zeros({2, 1})};
    for (const std::size_t j : {0U, 1U}) {
      task.inputs(j, j) = std::sqrt(n);
      task.targets(j, 0) = std::sqrt(n) * b(t, j);
    }
    tasks.push_back(task);
  }
  return tasks;
}

TEST(Exercises09, TheClosedFormOfTwoTasks) {
  const Tensor b{{3, 1}, {-1, 2}};
  for (const Scalar n : {Scalar(2), Scalar(9)})
    for (const Scalar s : {Scalar(0), Scalar(1), Scalar(6), Scalar(1000)}) {
      const nn::LinearTasks loss(orthogonal_tasks(b, n));
      const Tensor w = minimise(loss, *mean_of(s)).weights;
      for (const std::size_t j : {0U, 1U}) {
        const Scalar middle = (b(0, j) + b(1, j)) / 2, half = (b(0, j) - b(1, j)) / 2;
        EXPECT_NEAR(w(0, j), middle + n / (n + s) * half, 1e-3);
        EXPECT_NEAR(w(1, j), middle - n / (n + s) * half, 1e-3);
      }
    }
}

// The error of the half difference: what it is too short, squared, and its variance.
double half_difference_error(double s, double n, double distance, double noise) {
  return (s * s * distance + n * noise * noise) / ((n + s) * (n + s));
}

TEST(Exercises09, TheBestStrengthDoesNotDependOnTheRows) {
  for (const double n : {4.0, 8.0, 100.0}) {
    const double best = 0.5 * 0.5 / 0.03125;  // noise^2 / distance, of the page's near tasks
    EXPECT_EQ(best, 8);
    const double least = half_difference_error(best, n, 0.03125, 0.5);
    for (const double other : {0.0, best / 1.1, best * 1.1, 1e6})
      EXPECT_LT(least, half_difference_error(other, n, 0.03125, 0.5));
  }
}

// argmin_v 1/2 (v - w)^2 + step * max(v, 0)
double prox_of_positive_part(double w, double step) {
  return w > step ? w - step : std::min(w, 0.0);
}

TEST(Exercises09, TheProxOfThePositivePart) {
  EXPECT_EQ(prox_of_positive_part(3, 1), 2);
  EXPECT_EQ(prox_of_positive_part(0.5, 1), 0);
  EXPECT_EQ(prox_of_positive_part(-2, 1), -2);
  for (double w = -3; w <= 3; w += 0.25) {
    double best = 0, lowest = 1e9;
    for (double v = -4; v <= 4; v += 1.0 / 1024) {
      const double value = (v - w) * (v - w) / 2 + 1.5 * std::max(v, 0.0);
      if (value < lowest) lowest = value, best = v;
    }
    EXPECT_NEAR(prox_of_positive_part(w, 1.5), best, 1e-3) << w;
  }
}

// strength * || w_1 + w_2 ||^2
class OpposedOmega : public nn::Omega {
 public:
  explicit OpposedOmega(double strength)
      : strength_(nn::checked_strength("OpposedOmega", strength)) {}
  std::string name() const override { return "opposed"; }
  Var of(const Var& w) const override {
    nn::check_rows("OpposedOmega", w.shape(), 2);
    return strength_ * sum(square(sum(w, {0})));
  }

 private:
  Scalar strength_;
};

// The lowest of the mean errors over ten draws of the page's rows, of several strengths.
double best_error(const Tensor& truth, const nn::OmegaOfStrength& omega) {
  double lowest = 1e9;
  for (const double strength : {0.0, 0.3, 1.0, 3.0, 10.0, 30.0}) {
    double error = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const nn::LinearTasks loss(draw_tasks(truth, 8, 0.5, seed));
      error += error_of(minimise(loss, *omega(strength)).weights, truth) / 10;
    }
    lowest = std::min(lowest, error);
  }
  return lowest;
}

TEST(Exercises09, OpposedTasksHaveAnOmegaOfTheirOwn) {
  const auto opposed = [](double s) { return std::make_shared<OpposedOmega>(s); };
  const auto covariance = [](double s) {
    return std::make_shared<nn::TaskCovariance>(Tensor{{1, -0.99}, {-0.99, 1}}, s / 100);
  };
  const double by_mean = best_error(opposed_tasks(), mean_of);
  EXPECT_LT(best_error(opposed_tasks(), opposed), 0.8 * by_mean);
  EXPECT_LT(best_error(opposed_tasks(), covariance), 0.8 * by_mean);
  const double near_by_mean = best_error(near_tasks(), mean_of);
  EXPECT_LT(near_by_mean, 0.8 * best_error(near_tasks(), opposed));
  EXPECT_LT(near_by_mean, 0.8 * best_error(near_tasks(), covariance));
}

}  // namespace
}  // namespace tapestry::test

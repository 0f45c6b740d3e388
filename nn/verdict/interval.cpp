#include "nn/verdict/interval.hpp"

#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace tapestry::nn {
namespace {

// P(|T| <= t) as a function of theta = arctan(t / sqrt(degrees)), 0 .. pi / 2.
double central_probability(double theta, std::size_t degrees) {
  const double cosine = std::cos(theta), square = cosine * cosine;
  const bool odd = degrees % 2 == 1;
  // The terms are cos, 2/3 cos^3, (2 4)/(3 5) cos^5 ... or 1, 1/2 cos^2, (1 3)/(2 4) cos^4 ...; one
  // degree has none.
  double term = odd ? cosine : 1, sum = 0;
  for (std::size_t k = odd ? 3 : 2; k <= degrees; k += 2) {
    sum += term;
    if (term < 1e-18 * sum) break;  // the others are smaller still
    term *= square * static_cast<double>(k - 1) / static_cast<double>(k);
  }
  if (odd) return 2 / std::numbers::pi * (theta + std::sin(theta) * sum);
  return std::sin(theta) * sum;
}

void check_degrees(const char* what, std::size_t degrees) {
  if (degrees == 0)
    base::fail(what,
               ": Student's t needs at least 1 degree of freedom, but 0 were given: n "
               "values have n - 1.");
}

void check_values(const char* what, const std::vector<double>& values, double level) {
  if (values.size() < 2)
    base::fail(what, ": ", values.size(), values.size() == 1 ? " value was" : " values were",
               " given, but how much they vary shows only in 2 or more: run more seeds.");
  if (!(level > 0 && level < 1))
    base::fail(what, ": the level ", level,
               " was given, but it must lie between 0 and 1, as 0.95 does.");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      base::fail(what, ": value ", i, " of ", values.size(), " is ", values[i],
                 ", but a mean needs finite ones.");
}

}  // namespace

double student_t_probability(double t, std::size_t degrees) {
  check_degrees("student_t_probability", degrees);
  if (std::isnan(t)) base::fail("student_t_probability: t is not a number.");
  const double theta = std::atan(std::abs(t) / std::sqrt(static_cast<double>(degrees)));
  const double half = central_probability(theta, degrees) / 2;
  return t < 0 ? 0.5 - half : 0.5 + half;
}

double student_t_quantile(double p, std::size_t degrees) {
  check_degrees("student_t_quantile", degrees);
  if (!(p > 0 && p < 1))
    base::fail("student_t_quantile: the probability ", p,
               " was given, but it must lie between 0 and 1.");
  const double central = std::abs(2 * p - 1);
  // Bisection over theta, until no double lies between: the angle is bounded, which t is not.
  double low = 0, high = std::numbers::pi / 2;
  for (double middle = high / 2; middle > low && middle < high; middle = low + (high - low) / 2)
    (central_probability(middle, degrees) < central ? low : high) = middle;
  const double t = std::sqrt(static_cast<double>(degrees)) * std::tan(low);
  return p < 0.5 ? -t : t;
}

Interval mean_interval(const std::vector<double>& values, double level) {
  check_values("mean_interval", values, level);
  const double n = static_cast<double>(values.size());
  // Sums of what differs from the first value: equal values have exactly their mean, and no width.
  double sum = 0, squares = 0;
  for (double v : values) sum += v - values[0];
  const double mean = values[0] + sum / n;
  for (double v : values) squares += (v - mean) * (v - mean);
  const double t = student_t_quantile((1 + level) / 2, values.size() - 1);
  const double half = t * std::sqrt(squares / (n - 1) / n);
  return {mean, mean - half, mean + half};
}

Interval paired_difference(const std::vector<double>& values, const std::vector<double>& baseline,
                           double level) {
  if (values.size() != baseline.size())
    base::fail("paired_difference: ", values.size(), " values and ", baseline.size(),
               " baselines: give one baseline a value, of the same seed.");
  check_values("paired_difference", values, level);
  check_values("paired_difference", baseline, level);
  std::vector<double> differences(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) differences[i] = values[i] - baseline[i];
  return mean_interval(differences, level);
}

}  // namespace tapestry::nn

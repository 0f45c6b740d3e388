#include "tests/assignments/grader/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/base/error.hpp"

namespace tapestry::grader {
namespace {

std::vector<double> scaled(std::vector<double> numbers, double factor) {
  for (double& x : numbers) x *= factor;
  return numbers;
}

// The factor between the first right number that is not 0 and its answer.
double factor_of(const std::vector<double>& came_out, const std::vector<double>& right) {
  for (std::size_t i = 0; i < right.size(); ++i)
    if (right[i] != 0) return came_out[i] / right[i];
  return 1;
}

// What can be said without knowing of any mistake.
std::string pattern(const std::vector<double>& came_out, const std::vector<double>& right,
                    double tolerance) {
  if (came_out.size() != right.size())
    return base::text("there should be ", right.size(), " numbers, and there are ",
                      came_out.size());
  const auto is_nan = [](double x) { return std::isnan(x); };
  if (std::ranges::any_of(came_out, is_nan) && !std::ranges::any_of(right, is_nan))
    return "a NaN: look for 0 / 0, inf - inf, inf * 0, or the logarithm of a negative number";
  if (std::ranges::any_of(came_out, [](double x) { return std::isinf(x); }))
    return "an infinity: look for an exponential of a large number, or a division by 0";
  if (std::ranges::all_of(came_out, [](double x) { return x == 0; })) return "all is 0";
  if (agree(scaled(came_out, -1), right, tolerance)) return "the sign is the wrong way round";
  if (agree(came_out, right, 1e-4))
    return "right to some digits only: numbers in float on the way, or an approximation";
  const double factor = factor_of(came_out, right);
  if (factor != 0 && std::isfinite(factor) && agree(scaled(came_out, 1 / factor), right, tolerance))
    return base::text("it is ", factor, " times the right one");
  std::vector<double> a = came_out, b = right;
  std::ranges::sort(a);
  std::ranges::sort(b);
  if (agree(a, b, tolerance)) return "the numbers are right, and in the wrong order";
  return "no known pattern";
}

// As agree(), but that NaN is equal to NaN: a mistake explains it.
bool same(std::vector<double> a, std::vector<double> mistaken, double tolerance) {
  for (std::size_t i = 0; i < std::min(a.size(), mistaken.size()); ++i)
    if (std::isnan(a[i]) && std::isnan(mistaken[i])) a[i] = mistaken[i] = 0;
  return agree(a, mistaken, tolerance);
}

}  // namespace

bool agree(const std::vector<double>& a, const std::vector<double>& right, double tolerance) {
  if (a.size() != right.size()) return false;
  double largest = 0;
  for (const double x : right)
    if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == right[i]) continue;
    if (!(std::abs(a[i] - right[i]) <= tolerance * std::max(std::abs(right[i]), largest / 1000)))
      return false;
    if (std::isinf(right[i])) return false;
  }
  return true;
}

std::string list_text(const std::vector<double>& numbers, int digits) {
  constexpr std::size_t kShown = 8;
  std::string out;
  for (std::size_t i = 0; i < std::min(numbers.size(), kShown); ++i) {
    char one[64];
    std::snprintf(one, sizeof one, "%.*g", digits, numbers[i]);
    out += (i > 0 ? ", " : "") + std::string(one);
  }
  if (numbers.size() > kShown) out += base::text(", ... (", numbers.size(), " numbers)");
  return numbers.empty() ? "nothing" : out;
}

Comparison::Comparison(std::vector<Mistake> mistakes, double tolerance)
    : mistakes_(std::move(mistakes)), explains_(mistakes_.size(), true), tolerance_(tolerance) {}

void Comparison::add(const std::string& tried, const std::vector<double>& came_out,
                     const std::vector<double>& right,
                     const std::vector<std::vector<double>>& mistaken) {
  const bool is_right = agree(came_out, right, tolerance_);
  for (std::size_t m = 0; m < mistakes_.size(); ++m) {
    const bool silent = m >= mistaken.size() || mistaken[m].empty();
    if (silent ? !is_right : !same(came_out, mistaken[m], 10 * tolerance_)) explains_[m] = false;
  }
  if (is_right || !finding_.right) return;
  finding_.right = false;
  finding_.tried = tried;
  // As many digits as show the difference.
  int digits = 6;
  while (digits < 17 && list_text(came_out, digits) == list_text(right, digits)) ++digits;
  finding_.came_out = list_text(came_out, digits);
  finding_.was_right = list_text(right, digits);
  finding_.cause = pattern(came_out, right, tolerance_);
}

Finding Comparison::finding() const {
  Finding finding = finding_;
  if (finding.right) return finding;
  for (std::size_t m = 0; m < mistakes_.size(); ++m)
    if (explains_[m]) {
      finding.cause = mistakes_[m].cause;
      finding.hint = mistakes_[m].hint;
      break;
    }
  return finding;
}

}  // namespace tapestry::grader

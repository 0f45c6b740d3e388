#include "tests/assignments/grader/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"

namespace tapestry::grader {
namespace {

constexpr std::size_t kShown = 8;  // numbers of a list

// The place of the first number that is not close to the right one, or the shorter list's length.
std::size_t first_difference(const std::vector<double>& a, const std::vector<double>& right,
                             double tolerance) {
  double largest = 0;
  for (const double x : right)
    if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
  const std::size_t n = std::min(a.size(), right.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (a[i] == right[i]) continue;
    const double allowed = tolerance * std::max(std::abs(right[i]), largest / 1000);
    if (std::isinf(right[i]) || !(std::abs(a[i] - right[i]) <= allowed)) return i;  // so is NaN
  }
  return n;
}

std::vector<double> scaled(std::vector<double> numbers, double factor) {
  for (double& x : numbers) x *= factor;
  return numbers;
}

// "2 times" or "1/3 of", where the answer is the right one with a factor of that kind: a count, or
// one by which somebody divided. Any other factor is a coincidence more often than a cause, above
// all where there are few numbers.
std::string simple_factor(const std::vector<double>& came_out, const std::vector<double>& right,
                          double tolerance) {
  const auto first = std::ranges::find_if(right, [](double x) { return x != 0; });
  if (first == right.end()) return "";
  const double factor = came_out[static_cast<std::size_t>(first - right.begin())] / *first;
  if (!std::isfinite(factor) || factor == 0) return "";
  if (!agree(scaled(came_out, 1 / factor), right, tolerance)) return "";
  const bool divided = std::abs(factor) < 1;
  const double count = divided ? 1 / factor : factor;
  if (std::abs(count - std::round(count)) > 1e-6 || std::abs(count) > 1000) return "";
  return base::text(divided ? "1/" : "", std::round(count), divided ? " of" : " times");
}

// What can be said without knowing of any mistake.
std::string pattern(const std::vector<double>& came_out, const std::vector<double>& right,
                    double tolerance) {
  if (came_out.size() != right.size())
    return base::text("there should be ", base::counted(right.size(), "number", "numbers"),
                      ", and there ", came_out.size() == 1 ? "is " : "are ", came_out.size());
  const auto is_nan = [](double x) { return std::isnan(x); };
  if (std::ranges::any_of(came_out, is_nan) && !std::ranges::any_of(right, is_nan))
    return "a NaN: look for 0 / 0, inf - inf, inf * 0, or the logarithm of a negative number";
  if (std::ranges::any_of(came_out, [](double x) { return std::isinf(x); }))
    return "an infinity: look for an exponential of a large number, or a division by 0";
  if (std::ranges::all_of(came_out, [](double x) { return x == 0; }))
    return "all is 0: nothing of it has arrived";
  // Below the smallest normal number, which no calculation of ours comes near to.
  if (std::ranges::any_of(came_out, [](double x) { return x != 0 && std::abs(x) < 1e-300; }))
    return "read from memory that was given back: by a pointer or a reference into a vector that "
           "has grown since, or to something local";
  if (agree(scaled(came_out, -1), right, tolerance)) return "the sign is the wrong way round";
  if (agree(came_out, right, 1e-4))
    return "right to some digits only: numbers in float on the way, or an approximation";
  const std::string factor = simple_factor(came_out, right, tolerance);
  if (!factor.empty()) return "it is " + factor + " the right one";
  const auto is_whole = [](double x) { return std::abs(x) < 1e9 && x == std::round(x); };
  if (std::ranges::all_of(came_out, is_whole) && !std::ranges::all_of(right, is_whole))
    return "whole numbers: is there an int on the way?";
  std::vector<double> a = came_out, b = right;
  std::ranges::sort(a);
  std::ranges::sort(b);
  if (agree(a, b, tolerance)) return "the numbers are right, and in the wrong order";
  return kNoPattern;
}

// As agree(), but that NaN is equal to NaN: a mistake explains it.
bool same(std::vector<double> a, std::vector<double> mistaken, double tolerance) {
  for (std::size_t i = 0; i < std::min(a.size(), mistaken.size()); ++i)
    if (std::isnan(a[i]) && std::isnan(mistaken[i])) a[i] = mistaken[i] = 0;
  return agree(a, mistaken, tolerance);
}

}  // namespace

bool agree(const std::vector<double>& a, const std::vector<double>& right, double tolerance) {
  return a.size() == right.size() && first_difference(a, right, tolerance) == a.size();
}

std::string list_text(const std::vector<double>& numbers, int digits, std::size_t from) {
  const std::size_t end = std::min(numbers.size(), from + kShown);
  std::string out = from > 0 ? "..., " : "";
  for (std::size_t i = from; i < end; ++i) {
    char one[64];
    std::snprintf(one, sizeof one, "%.*g", digits, numbers[i]);
    out += (i > from ? ", " : "") + std::string(one);
  }
  if (from > 0)
    out += base::text(end < numbers.size() ? ", ..." : "", " (from number ", from + 1, " of ",
                      numbers.size(), ")");
  else if (end < numbers.size())
    out += base::text(", ... (", numbers.size(), " numbers)");
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
  // Where the difference is, and as many digits as show it.
  const std::size_t at = first_difference(came_out, right, tolerance_);
  const std::size_t from = came_out.size() != right.size() || at < kShown ? 0 : at - 2;
  int digits = 6;
  while (digits < 17 && list_text(came_out, digits, from) == list_text(right, digits, from))
    ++digits;
  finding_.came_out = list_text(came_out, digits, from);
  finding_.was_right = list_text(right, digits, from);
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

Finding Comparison::refused(const std::string& tried, const std::string& exception,
                            const std::vector<double>& right, const std::string& cause) const {
  if (!finding_.right) return finding();
  return {false, tried, "an exception: " + exception, list_text(right), cause, ""};
}

}  // namespace tapestry::grader

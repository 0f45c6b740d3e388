#include "nn/omega/omega_checks.hpp"

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace tapestry::nn {

Scalar checked_strength(const std::string& who, double strength, const std::string& what) {
  constexpr Scalar largest = std::numeric_limits<Scalar>::max();
  if (!(strength >= 0 && strength <= double{largest}))
    base::fail(who, ": the ", what, " is ", strength, ", but must be 0 or more, and at most ",
               largest, ", the largest Scalar.");
  return static_cast<Scalar>(strength);
}

void check_two_axes(const std::string& who, const Shape& w) {
  if (w.size() != 2)
    base::fail(
        who, ": w is ", to_string(w),
        ", but must have two axes, [tasks x parameters]: flatten each task's weights to a row.");
}

void check_rows(const std::string& who, const Shape& w, std::size_t rows) {
  check_two_axes(who, w);
  if (w[0] != rows)
    base::fail(who, ": w is ", to_string(w), ", but this Omega was made for ", rows,
               " rows, a row a task: give it those, or make one for this many tasks.");
}

void check_prox(const std::string& who, const Shape& w, double step) {
  check_two_axes(who, w);
  if (!(step >= 0 && std::isfinite(step)))
    base::fail(who, ": the step of the prox is ", step, ", but must be finite, and 0 or more.");
}

double soft_threshold(double x, double threshold) {
  if (std::isnan(x)) return x;  // never hidden as a 0
  return std::abs(x) <= threshold ? 0 : x - std::copysign(threshold, x);
}

void shrink_group(Scalar* x, std::size_t count, std::size_t stride, double threshold) {
  double norm = 0;
  for (std::size_t i = 0; i < count; ++i) norm = std::hypot(norm, double{x[i * stride]});
  if (norm == 0) return;
  const bool gone = norm <= threshold;
  for (std::size_t i = 0; i < count; ++i)
    x[i * stride] =
        gone ? Scalar(0) : static_cast<Scalar>((1 - threshold / norm) * double{x[i * stride]});
}

}  // namespace tapestry::nn

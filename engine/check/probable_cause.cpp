#include "engine/check/probable_cause.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

using Values = std::vector<double>;

double largest(const Values& x) {
  double top = 0;
  for (double v : x) top = std::max(top, std::abs(v));
  return top;
}

// Whether a = factor * b, up to a part of b's largest element.
bool same(const Values& a, const Values& b, double tolerance, double factor = 1) {
  if (a.size() != b.size()) return false;
  const double allowed = tolerance * std::abs(factor) * largest(b);
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - factor * b[i]) <= allowed)) return false;
  return true;
}

// The elements of the transpose of x [rows x columns], in row-major order.
Values transposed_order(const Values& x, const Shape& shape) {
  Values out;
  for (std::size_t j = 0; j < shape[1]; ++j)
    for (std::size_t i = 0; i < shape[0]; ++i) out.push_back(x[i * shape[1] + j]);
  return out;
}

Values sorted(Values x) {
  std::sort(x.begin(), x.end());
  return x;
}

// The factor between a and b, as their largest elements tell it.
double factor_between(const Values& a, const Values& b) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < b.size(); ++i)
    if (std::abs(b[i]) > std::abs(b[at])) at = i;
  return a[at] / b[at];
}

}  // namespace

std::string probable_cause(const GradientEvidence& evidence) {
  const Values &a = evidence.analytic, &n = evidence.numeric;
  const double tolerance = evidence.tolerance;
  const auto all_finite = [](const Values& x) {
    return std::all_of(x.begin(), x.end(), [](double v) { return std::isfinite(v); });
  };

  if (evidence.second_order)
    return "the first-order gradient is right and only its own gradient is wrong, so the pullback "
           "uses .value() or a tensor computed outside the engine's ops, and its own gradient is "
           "lost there: write the pullback in ops on Vars.";
  if (!all_finite(a))
    return "the pullback divides by 0, overflows or leaves its domain, as a gradient is not "
           "finite where the values are.";
  if (largest(n) == 0)
    return "the output does not depend on this input at all, yet its pullback returns a gradient.";
  if (largest(a) == 0)
    return "the pullback returns zeros, or the input is not linked to the output: its edge is "
           "missing in record, or .value() was used on the way.";
  for (const Values& use : evidence.one_use)
    if (same(a, use, tolerance))
      return "one of the two uses is dropped: a use's contribution replaces what the other one "
             "sent instead of being added to it.";
  if (same(a, n, tolerance, -1))
    return "the sign is flipped: every element is -1 times what it should be.";
  if (same(a, evidence.numeric_with_ones, tolerance))
    return "the upstream gradient is dropped: the result is what an upstream gradient of ones "
           "would give, so the pullback does not multiply by g.";
  if (evidence.shape.size() == 2 && same(a, transposed_order(n, evidence.shape), tolerance))
    return "the elements are those of the transposed gradient: a transpose is missing or one too "
           "many in the pullback.";
  if (same(a, evidence.numeric_first_term, tolerance))
    return "a broadcast is not summed: the input was repeated, and the pullback returns the "
           "gradient of one repetition instead of the sum over all.";
  const double factor = factor_between(a, n);
  if (std::abs(factor - 1) < 0.01 && same(a, n, 0.01))
    return "they differ by little: the function has a kink or a jump near this element (see "
           "Function "
           "in gradient_check.hpp), or is not the same at each call.";
  if (factor != 0 && same(a, n, tolerance, factor)) {
    const char* hint = std::abs(factor - 0.5) < tolerance
                           ? "one of two uses is dropped, or a factor 2 is missing"
                       : std::abs(factor - 2) < tolerance
                           ? "one use is counted twice, or a factor 2 is too much"
                           : "a constant factor is missing or too much, such as a count to divide "
                             "by";
    return base::text("every element is ", factor, " times what it should be: ", hint, ".");
  }
  if (a.size() > 1 && same(sorted(a), sorted(n), tolerance))
    return "the elements are right but stand in a wrong order: an index, an axis or a reshape in "
           "the pullback is wrong.";
  return "no known pattern: compare the pullback with the formula, for this element by hand.";
}

}  // namespace tapestry

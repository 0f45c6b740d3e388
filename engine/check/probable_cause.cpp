#include "engine/check/probable_cause.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>

#include "engine/base/error.hpp"

namespace tapestry {
namespace {

using Values = std::vector<double>;

// Whether a = factor * b, up to a part of b's largest element.
bool same(const Values& a, const Values& b, double tolerance, double factor = 1) {
  if (a.size() != b.size()) return false;
  const double allowed = tolerance * std::abs(factor) * largest_size(b);
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

// Whether each row of x holds one number, as often as the row is long.
bool constant_rows(const Values& x, const Shape& shape, double tolerance) {
  Values first;
  for (std::size_t i = 0; i < x.size(); ++i) first.push_back(x[i / shape[1] * shape[1]]);
  return same(x, first, tolerance);
}

// Row-major matrices in double.
struct Matrix {
  std::size_t rows = 0, columns = 0;
  Values elements;

  static Matrix of(const Tensor& x) {
    if (x.dimension() != 2) return {};
    return {x.shape()[0], x.shape()[1], {x.storage().begin(), x.storage().end()}};
  }
  Matrix transpose() const {
    return {columns, rows, transposed_order(elements, Shape{rows, columns})};
  }
  // Empty where the sizes do not fit.
  Values times(const Matrix& right) const {
    if (columns != right.rows || elements.empty()) return {};
    Values out(rows * right.columns, 0);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t k = 0; k < columns; ++k)
        for (std::size_t j = 0; j < right.columns; ++j)
          out[i * right.columns + j] +=
              elements[i * columns + k] * right.elements[k * right.columns + j];
    return out;
  }
};

// Whether a is the upstream gradient multiplied by this matrix, from one side, where n is that with
// the matrix's transpose: only of a square one do both fit.
bool transpose_is_missing(const Values& a, const Values& n, const Tensor& upstream,
                          const Tensor& other, double tolerance) {
  const Matrix u = Matrix::of(upstream), m = Matrix::of(other), t = m.transpose();
  const auto exchanged = [&](const Values& used, const Values& right) {
    return !used.empty() && same(a, used, tolerance) && same(n, right, tolerance);
  };
  return exchanged(u.times(m), u.times(t)) || exchanged(u.times(t), u.times(m)) ||
         exchanged(m.times(u), t.times(u)) || exchanged(t.times(u), m.times(u));
}

// x's sum over one axis, in place of each of the elements that it sums.
Values spread_sum(const Values& x, std::size_t outer, std::size_t length, std::size_t inner) {
  Values out(x.size(), 0);
  for (std::size_t o = 0; o < outer; ++o)
    for (std::size_t i = 0; i < inner; ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < length; ++k) sum += x[(o * length + k) * inner + i];
      for (std::size_t k = 0; k < length; ++k) out[(o * length + k) * inner + i] = sum;
    }
  return out;
}

// Along which axis a is n's sum spread back, as words; empty where along none.
std::string spread_along(const Values& a, const Values& n, const Shape& shape, double tolerance) {
  std::size_t outer = 1;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::size_t length = shape[axis], inner = n.size() / (outer * length);
    if (length > 1 && same(a, spread_sum(n, outer, length, inner), tolerance))
      return base::text("axis ", axis);
    outer *= length;
  }
  if (n.size() > 1 && same(a, spread_sum(n, 1, n.size(), 1), tolerance)) return "all axes";
  return "";
}

// Element by element; empty where the sizes differ.
Values product(const Values& x, const Tensor& y) {
  if (x.size() != y.size()) return {};
  Values out;
  for (std::size_t i = 0; i < x.size(); ++i) out.push_back(x[i] * double{y.data()[i]});
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

double largest_size(const std::vector<double>& x) {
  double top = 0;
  for (double v : x) top = std::max(top, std::abs(v));
  return top;
}

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
  if (largest_size(n) == 0)
    return "the output does not depend on this input at all, yet its pullback returns a gradient.";
  if (largest_size(a) == 0)
    return "the pullback returns zeros, or the input is not linked to the output: its edge is "
           "missing in record, or .value() was used on the way.";
  // The uses lie so near each other that all that follows would take these for right.
  if (!evidence.all_as_the_first.empty() && same(a, evidence.all_as_the_first, 1e-6))
    return "each use has the gradient of the first one: the op keeps what belongs to its first "
           "call for all others, as in a static: let the pullback's lambda capture it anew.";
  if (!evidence.all_as_the_last.empty() && same(a, evidence.all_as_the_last, 1e-6))
    return "each use has the gradient of the last one: the op keeps what belongs to a call where "
           "the next call overwrites it, as in a static or a member: let the pullback's lambda "
           "capture it.";
  // Before all that a right gradient could pass for, too.
  const double factor = factor_between(a, n), off = std::abs(factor - 1);
  if (a.size() > 1 && off < 0.01 && same(a, n, 0.01 * off, factor))
    return base::text(
        "every element is ", std::setprecision(8), factor,
        " times what it should be: a constant in the pullback is rounded or mistyped.");
  if (same(a, n, 0.01))
    return "they differ by little: the function has a kink or a jump near this element (see "
           "FunctionOfVars in gradient_check.hpp), or is not the same at each call.";
  for (const Values& use : evidence.one_use)
    if (same(a, use, tolerance))
      return "one of the two uses is dropped: a use's contribution replaces what the other one "
             "sent instead of being added to it.";
  if (same(a, n, tolerance, -1))
    return "the sign is flipped: every element is -1 times what it should be.";
  if (same(a, evidence.numeric_with_ones, tolerance))
    return "the upstream gradient is dropped: the result is what an upstream gradient of ones "
           "would give, so the pullback does not multiply by g.";
  if (same(a, evidence.numeric_first_term, tolerance))
    return "a broadcast is not summed: the input was repeated, and the pullback returns the "
           "gradient of one repetition instead of the sum over all.";
  if (factor != 0 && same(a, n, tolerance, factor)) {
    const char* hint = std::abs(factor - 0.5) < tolerance
                           ? "one of two uses is dropped, or a factor 2 is missing"
                       : std::abs(factor - 2) < tolerance
                           ? "one use is counted twice, or a factor 2 is too much"
                           : "a constant factor is missing or too much, such as a count to divide "
                             "by";
    return base::text("every element is ", factor, " times what it should be: ", hint, ".");
  }
  if (same(product(a, evidence.value), n, tolerance))
    return "a factor is missing that equals this input, element by element.";
  if (same(a, product(n, evidence.value), tolerance))
    return "a factor is too much that equals this input, element by element.";
  for (const OtherInput& other : evidence.others)
    if (transpose_is_missing(a, n, evidence.upstream, other.value, tolerance))
      return base::text("the upstream gradient is multiplied by input ", other.position,
                        " where its transpose must stand, or the other way round: B for B^T.");
  for (const OtherInput& other : evidence.others)
    if (same(a, other.numeric, tolerance) && same(other.analytic, n, tolerance))
      return base::text("this is the gradient of input ", other.position,
                        ", and the other way round: the pullbacks stand beside the wrong inputs.");
  const Shape& shape = evidence.shape;
  const bool is_matrix = shape.size() == 2 && shape[0] > 1 && shape[1] > 1;
  if (is_matrix && same(a, transposed_order(n, shape), tolerance))
    return constant_rows(n, shape, tolerance) ||
                   constant_rows(transposed_order(n, shape), shape, tolerance)
               ? "the gradient of a sum is spread back along the wrong axis: sum with Axis::keep, "
                 "or reshape g so that its axis of size 1 is the one that was summed."
               : "the elements are those of the transposed gradient: a transpose is missing or one "
                 "too many in the pullback.";
  const std::string axis = spread_along(a, n, shape, tolerance);
  if (!axis.empty())
    return base::text("each element is the sum of the gradient along ", axis,
                      ": the pullback sums what must stay apart, and spreads the sum back over the "
                      "input: leave the sum out.");
  if (a.size() > 1 && same(sorted(a), sorted(n), tolerance))
    return "the elements are right but stand in a wrong order: an index, an axis or a reshape in "
           "the pullback is wrong.";
  return "no known pattern: compare the pullback with the formula, for this element by hand.";
}

}  // namespace tapestry

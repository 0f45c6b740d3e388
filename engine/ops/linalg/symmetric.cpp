#include "engine/ops/linalg/symmetric.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {

void kernels::check_square(const char* op, const Var& a) {
  if (a.rank() != 2 || a.shape()[0] != a.shape()[1])
    base::fail(op, ": ", describe(a), " must be a square matrix: two axes of the same size.");
}

void kernels::check_finite(const char* op, const Var& a) {
  const std::size_t columns = a.shape()[1];
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!std::isfinite(a.value().data()[i]))
      base::fail(op, ": element (", i / columns, ", ", i % columns, ") of ", describe(a), " is ",
                 a.value().data()[i], ": all must be finite; look for what computed it.");
}

std::vector<double> kernels::symmetric_part(const char* op, const Var& a, Scalar asymmetry) {
  kernels::check_square(op, a);
  const std::size_t n = a.shape()[0];
  if (n == 0) base::fail(op, ": ", describe(a), " has no elements: give a matrix of at least one.");
  kernels::check_finite(op, a);
  if (!(asymmetry >= 0))
    base::fail(
        op, ": ", describe(a), " with asymmetry ", asymmetry,
        ": it is the largest |a_ij - a_ji| allowed, as a share of the largest |a_ij|, and must "
        "not be negative nor NaN: 0 asks for exact symmetry.");
  const Scalar* x = a.value().data();
  double largest = 0;
  for (std::size_t i = 0; i < n * n; ++i) largest = std::max(largest, std::abs(double{x[i]}));
  std::vector<double> out(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double one = x[i * n + j], mirrored = x[j * n + i];
      if (std::abs(one - mirrored) > asymmetry * largest)
        base::fail(op, ": ", describe(a), " must be symmetric, but element (", i, ", ", j, ") is ",
                   one, " and element (", j, ", ", i, ") is ", mirrored,
                   ": use (a + transpose(a)) / 2 if that is what is meant.");
      out[i * n + j] = (one + mirrored) / 2;
    }
  return out;
}

Var kernels::symmetrised(const Var& x) { return Scalar(0.5) * (x + transpose(x)); }

Var identity_matrix(std::size_t n) {
  Tensor ones = zeros({n, n});
  for (std::size_t i = 0; i < n; ++i) ones.data()[i * (n + 1)] = 1;
  return Var::constant(ones);
}

}  // namespace tapestry

#include "engine/ops/linalg/singular_values.hpp"

#include <limits>
#include <memory>

#include "engine/array/lapack.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/linalg/eigvalsh.hpp"
#include "engine/ops/linalg/matmul.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// One decomposition serves all three ops, which stand in each other's pullbacks.
using Parts = std::shared_ptr<const kernels::SingularValues>;

Parts parts_of(const char* op, const Var& a) {
  if (a.rank() != 2 || a.size() == 0)
    base::fail(
        op, ": ", describe(a),
        " must be a matrix of at least one element, with two axes: reshape it first, or leave an "
        "empty one out.");
  kernels::check_finite(op, a);
  return std::make_shared<const kernels::SingularValues>(
      kernels::singular_value_decomposition(a.value()));
}

// The gradient at a = u diag(values) v^T of what has the gradient g at u.
Var from_left(const char* op, const Var& g, const Var& u, const Var& values, const Var& v) {
  // f s as 1 / (s_j - s_i) times s_j / (s_j + s_i): that keeps the digits of a small gap, and
  // squares of the values could overflow, or vanish. The diagonal is 0, and the identity keeps it
  // from being 0 / 0.
  const std::size_t k = values.size();
  const Var sums = reshape(values, {1, k}) + reshape(values, {k, 1}) + identity_matrix(k);
  const Var share = values / sums;
  const Var turned = matmul(u, g, Transpose::yes, Transpose::no);
  Var at_u = matmul(u, kernels::inverse_gaps(op, values) * (turned - transpose(turned)) * share);
  if (u.shape()[0] != u.shape()[1]) {  // else the columns of u are a whole basis: 1 - u u^T = 0
    const Scalar *s = values.value().data(), *last = s + k - 1;
    if (*last <= std::numeric_limits<Scalar>::epsilon() * static_cast<Scalar>(k) * *s)
      base::fail<PullbackError>(
          op, ": singular value ", k - 1, ", ", *last,
          ", is 0 up to rounding, and the gradient of the vectors divides by it: ask for no "
          "gradient through the vectors (nor for second order) there.");
    at_u = at_u + (g - matmul(u, turned)) / values;
  }
  return matmul(at_u, v, Transpose::no, Transpose::yes);
}

Var left_of(const Var& a, const Parts& parts);
Var right_of(const Var& a, const Parts& parts);

Var values_of(const Var& a, const Parts& parts) {
  return record("singular_values", parts->values, {{a, [=](const Var& g, const Var&) {
                                                      // left * g: column j times g_j
                                                      return matmul(left_of(a, parts) * g,
                                                                    right_of(a, parts),
                                                                    Transpose::no, Transpose::yes);
                                                    }}});
}

Var left_of(const Var& a, const Parts& parts) {
  return record("left_singular_vectors", parts->left,
                {{a, [=](const Var& g, const Var& u) {
                    return from_left("left_singular_vectors", g, u, values_of(a, parts),
                                     right_of(a, parts));
                  }}});
}

Var right_of(const Var& a, const Parts& parts) {
  return record("right_singular_vectors", parts->right,
                {{a, [=](const Var& g, const Var& v) {
                    return transpose(from_left("right_singular_vectors", g, v, values_of(a, parts),
                                               left_of(a, parts)));
                  }}});
}

}  // namespace

Var singular_values(const Var& a) { return values_of(a, parts_of("singular_values", a)); }

Var left_singular_vectors(const Var& a) { return left_of(a, parts_of("left_singular_vectors", a)); }

Var right_singular_vectors(const Var& a) {
  return right_of(a, parts_of("right_singular_vectors", a));
}

}  // namespace tapestry

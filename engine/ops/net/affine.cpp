#include "engine/ops/net/affine.hpp"

#include <algorithm>

#include "engine/array/blas.hpp"
#include "engine/base/error.hpp"
#include "engine/core/broadcast.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/linalg/inner_sizes.hpp"
#include "engine/ops/linalg/matmul.hpp"

namespace tapestry {

Var affine(const Var& x, const Var& weight, const Var& bias) {
  if (x.rank() != 2 || weight.rank() != 2)
    base::fail("affine: ", describe(x), " times ", describe(weight),
               ": both must be matrices, [batch x in] and [in x out]: reshape them first.");
  const std::size_t rows = x.shape()[0], in = x.shape()[1], out = weight.shape()[1];
  kernels::check_inner_sizes("affine", x, weight, in, weight.shape()[0]);
  if (bias.shape() != Shape{out})
    base::fail("affine: ", describe(bias), " as the bias of ", describe(weight),
               ": it must have the ", "shape ", to_string({out}),
               ", one number a column of the weight.");
  Tensor y = uninitialised({rows, out});
  for (std::size_t i = 0; i < rows; ++i) std::copy_n(bias.value().data(), out, y.data() + i * out);
  kernels::multiply_into(y.data(), x.value().data(), weight.value().data(), {rows, out, in},
                         kernels::Into::add);
  return record(
      "affine", std::move(y),
      {{x, [weight](const Var& g,
                    const Var&) { return matmul(g, weight, Transpose::no, Transpose::yes); }},
       {weight, [x](const Var& g, const Var&) { return matmul(x, g, Transpose::yes); }},
       {bias, [out](const Var& g, const Var&) { return sum_to(g, {out}); }}});
}

}  // namespace tapestry

// Broadcasting, and the functions of single elements.

#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section arithmetic() {
  const Var images = named("images", {64, 784}), means = named("means", {64});
  const Tensor mask = zeros({64});
  return {"Arithmetic",
          "Operands of different shapes are repeated to fit each other where each axis, counted "
          "from the last, has the same size in both or size 1 in one.",
          {
              ROW(images - means)
                  .likewise({ROW(images + means), ROW(images * means), ROW(images / means),
                             ROW(pow(images, means)), ROW(maximum(images, means)),
                             ROW(minimum(images, means)), ROW(where(zeros({}), images, means))}),
              ROW(where(mask, images, 0)),
              ROW(broadcast_to(means, {64, 784})),
              ROW(sum_to(images, {64})),
          }};
}

Section elements() {
  const Var x = named("x", {2, 3});
  const Var g = named("g", {3});
  return {"Functions of single elements",
          "",
          {
              ROW(where(tensor({3}, {0, 1, NaN}), x, 0)),
              ROW(clamp(x, 1, 0)),
              ROW(leaky_relu(x, infinity)),
              ROW(elu(x, NaN)),
              ROW(kernels::where_positive(g, x)),
              ROW(kernels::weigh(g, x)),
          }};
}

}  // namespace

std::vector<Section> arithmetic_sections() { return {arithmetic(), elements()}; }

}  // namespace tapestry::errors

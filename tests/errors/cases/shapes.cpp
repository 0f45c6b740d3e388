// Reshaping, joining, cutting and picking.
#include <limits>

#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section shapes() {
  const Var images = named("images", {64, 784}), pictures = named("pictures", {64, 28, 28});
  return {"Shapes",
          "",
          {
              ROW(reshape(images, {64, 3, 32, 32})),
              ROW(transpose(pictures)),
              ROW(permute(pictures, {0, 2})),
              ROW(permute(pictures, {0, 2, -1})),
              ROW(pad(pictures, {2, 2}, {2, 2})),
              ROW(Tensor sum = zeros({2, 3}) + zeros({4, 3})),
              ROW(Tensor x = zeros({2, 3}); x(2, 3) = 1),
              ROW(Tensor x = zeros({2, 3}); x(2) = 1),
              ROW(Tensor x = zeros({0, 3}); x(0, 0) = 1),
              ROW(pad(images, {0, std::numeric_limits<std::size_t>::max()}, {0, 0})),
          }};
}

Section joining() {
  const Var digits = named("digits", {64, 128}), clothes = named("clothes", {32, 256}),
            images = named("images", {64, 784});
  return {"Joining and cutting",
          "",
          {
              ROW(concatenate({}, 0)).likewise({ROW(stack({}))}),
              ROW(concatenate({digits, clothes}, 0)),
              ROW(stack({digits, clothes})),
              ROW(stack({digits, digits}, 3)),
              ROW(narrow(images, 1, 700, 100)),
              ROW(split(images, 1, {392, 391})),
              ROW(split(images, 1, {392, 393})),
              ROW(split_equally(images, 1, 3)),
              ROW(slice(images, 0, 0, 65)),
              ROW(slice(images, 1, 0, 784, -1)),
              ROW(repeat(images, 0, 1099511627776)).likewise({ROW(tile(images, 0, 1099511627776))}),
          }};
}

Section picking() {
  const Var images = named("images", {64, 784}), batch = named("batch", {0, 784});
  return {"Picking rows and elements",
          "",
          {
              ROW(take_rows(images, {3, 64})),
              ROW(gather(images, 1, {0, -1})),
              ROW(take_rows(batch, {0})),
              ROW(scatter_rows(images, {3, 5}, 100)),
              ROW(scatter(images, 1, {0, 1}, 1000)),
          }};
}

}  // namespace

std::vector<Section> shape_sections() { return {shapes(), joining(), picking()}; }

}  // namespace tapestry::errors

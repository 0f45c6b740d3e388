// Axes, and what reduces them.
#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section axes() {
  const Var images = named("images", {64, 784}), loss = named("loss", {});
  return {"Axes",
          "Axes are numbered from 0; negative ones count from the last.",
          {
              ROW(sum(images, {2}))
                  .likewise({ROW(mean(images, {2})),
                             ROW(max(images, {2})),
                             ROW(min(images, {2})),
                             ROW(variance(images, {2})),
                             ROW(log_sum_exp(images, 2)),
                             ROW(argmax(images, 2)),
                             ROW(softmax(images, 2)),
                             ROW(log_softmax(images, 2)),
                             ROW(flatten(images, 2)),
                             ROW(permute(images, {0, 2})),
                             ROW(concatenate({images, images}, 2)),
                             ROW(narrow(images, 2, 0, 1)),
                             ROW(split(images, 2, {1})),
                             ROW(split_equally(images, 2, 1)),
                             ROW(slice(images, 2, 0, 1)),
                             ROW(flip(images, 2)),
                             ROW(repeat(images, 2, 2)),
                             ROW(tile(images, 2, 2)),
                             ROW(gather(images, 2, {0})),
                             ROW(scatter(images, 2, {0}, 1))}),
              ROW(softmax(loss)).likewise({ROW(log_softmax(loss)), ROW(argmax(loss))}),
              ROW(take_rows(loss, {0})),
              ROW(mean(images, {1, 0, -1}))
                  .likewise({ROW(sum(images, {1, 0, -1})), ROW(max(images, {1, 0, -1})),
                             ROW(min(images, {1, 0, -1})), ROW(variance(images, {1, 0, -1})),
                             ROW(log_sum_exp(images, {1, 0, -1}))}),
              ROW(sum(images, Axes()))
                  .likewise({ROW(mean(images, Axes())), ROW(max(images, Axes())),
                             ROW(min(images, Axes())), ROW(variance(images, Axes())),
                             ROW(log_sum_exp(images, Axes()))}),
          }};
}

Section nothing() {
  const Var batch = named("batch", {0, 784}), one = named("one", {1, 784});
  return {
      "Reductions of nothing",
      "A sum of nothing is 0. Means and extremes of nothing are not defined.",
      {
          ROW(mean(batch)),
          ROW(max(batch)),
          ROW(min(batch)),
          ROW(argmax(batch, 0)),
          ROW(softmax(batch, 0)).likewise({ROW(log_softmax(batch, 0)), ROW(log_sum_exp(batch, 0))}),
          ROW(variance(one, {0}, Axis::drop, 1)),
          ROW(variance(one, {0}, Axis::drop, -1)),
      }};
}

Section norms() {
  const Var bias = named("bias", {10});
  return {"Norms", "", {ROW(frobenius_norm(bias))}};
}

}  // namespace

std::vector<Section> reduction_sections() { return {axes(), nothing(), norms()}; }

}  // namespace tapestry::errors

// Losses, their labels and targets.

#include "tests/errors/row.hpp"

namespace tapestry::errors {
namespace {

Section labels() {
  const Var logits = named("logits", {3, 10}), line = named("line", {10});
  const Var g = named("g", {3});
  return {
      "Labels",
      "Classes are numbered from 0; -1 stands for no label, where a loss takes that.",
      {
          ROW(softmax_cross_entropy(logits, {3, 10, 1}))
              .likewise({ROW(focal(logits, {3, 10, 1}, 2))}),
          ROW(softmax_cross_entropy(logits, {3, -1, 1}))
              .likewise({ROW(focal(logits, {3, -1, 1}, 2))}),
          ROW(softmax_cross_entropy(logits, {3, 1}))
              .likewise({ROW(masked_softmax_cross_entropy(logits, {3, 1})),
                         ROW(focal(logits, {3, 1}, 2))}),
          ROW(softmax_cross_entropy(line, {3}))
              .likewise({ROW(masked_softmax_cross_entropy(line, {3})), ROW(focal(line, {3}, 2))}),
          ROW(masked_softmax_cross_entropy(logits, {3, -1, 10})),
          ROW(masked_softmax_cross_entropy(logits, {-1, -1, -1})),
          ROW(softmax_cross_entropy_gradient(g, logits, {3, 1, 4}, Reduction::mean)),
      }};
}

Section targets() {
  const Var logits = named("logits", {2, 3}), answers = named("answers", {2}),
            predictions = named("predictions", {4, 1}), prices = named("prices", {4}),
            few = named("few", {3, 1}), batch = named("batch", {0, 1});
  const Var soft("soft", tensor({2, 3}, {0.2f, 0.3f, 0.5f, 0.25f, 0.25f, 0.25f}));
  const Var negative("negative", tensor({2, 3}, {0.5f, -0.5f, 1, 1, 0, 0}));
  const Var stars("stars", tensor({2}, {1, 5}));
  return {"Targets",
          "",
          {
              ROW(mean_squared_error(predictions, prices))
                  .likewise({ROW(sum_of_squares(predictions, prices)),
                             ROW(squared_error(predictions, prices, Reduction::none)),
                             ROW(huber(predictions, prices)),
                             ROW(binary_cross_entropy_with_logits(predictions, prices)),
                             ROW(sigmoid_minus(predictions, prices))}),
              ROW(mean_squared_error(predictions, few)),
              ROW(mean_squared_error(batch, batch)),
              ROW(binary_cross_entropy_with_logits(answers, stars)),
              ROW(soft_label_cross_entropy(logits, answers)),
              ROW(soft_label_cross_entropy(logits, soft)),
              ROW(soft_label_cross_entropy(logits, negative)),
          }};
}

Section constants() {
  const Var logits = named("logits", {3, 10}), y = named("y", {4});
  const Var losses("losses", tensor({2}, {1, -0.5f}));
  return {
      "Constants of losses",
      "",
      {
          ROW(huber(y, y, 0)),
          ROW(focal(logits, {3, 1, 4}, infinity)).likewise({ROW(focal_weighted(losses, infinity))}),
          ROW(focal_weighted(losses, 2)),
      }};
}

}  // namespace

std::vector<Section> loss_sections() { return {labels(), targets(), constants()}; }

}  // namespace tapestry::errors

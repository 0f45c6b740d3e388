#include "nn/tasks/losses.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>

#include "engine/base/error.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/where.hpp"
#include "engine/ops/index/elements.hpp"
#include "engine/ops/index/gather.hpp"
#include "engine/ops/loss/binary_cross_entropy.hpp"
#include "engine/ops/loss/cross_entropy.hpp"
#include "engine/ops/loss/focal.hpp"
#include "engine/ops/loss/huber.hpp"
#include "engine/ops/loss/soft_label_cross_entropy.hpp"
#include "engine/ops/loss/squared_error.hpp"
#include "engine/ops/reduce/sum_mean.hpp"

namespace tapestry::nn {
namespace {

// Direct calls of Loss::of have no task: the loss names itself.
void check_has_targets(const char* loss, const Batch& batch) {
  if (batch.targets.dimension() == 0)
    base::fail(loss, ": the batch has no targets: set batch.targets, [batch x outputs].");
}

bool any_missing(const Tensor& targets) {
  return std::any_of(targets.data(), targets.data() + targets.size(),
                     [](Scalar t) { return std::isnan(t); });
}

// A loss that is the mean of one number an element.
template <class Op>
Loss by_elements(const char* op_name, const std::string& name, Answer answer, Op op) {
  return {name,
          [=](const Var& prediction, const Batch& batch) {
            check_has_targets(op_name, batch);
            const PresentElements present = present_elements(prediction, batch.targets);
            return op(present.predictions, present.targets);
          },
          answer};
}

// Which rows have probabilities: [rows x 1], 1 or 0. Throws for a row that has some.
Tensor rows_with_probabilities(const Tensor& targets) {
  const std::size_t rows = targets.shape()[0], classes = targets.shape()[1];
  Tensor has = zeros({rows, 1});
  for (std::size_t i = 0; i < rows; ++i) {
    const Scalar* row = targets.data() + i * classes;
    const auto missing = std::count_if(row, row + classes, [](Scalar t) { return std::isnan(t); });
    if (missing > 0 && static_cast<std::size_t>(missing) < classes)
      base::fail("soft_label_cross_entropy: row ", i, " of the targets ",
                 to_string(targets.shape()), " has a NaN for ", missing, " of its ", classes,
                 " classes: give each class a probability, or all a NaN where the row has no "
                 "answer.");
    has.data()[i] = missing == 0;
  }
  return has;
}

// Rows without an answer stand in by constants, so that the others keep their numbers in errors.
Var soft_label_loss(const Var& logits, const Batch& batch) {
  check_has_targets("soft_label_cross_entropy", batch);
  const Tensor& targets = batch.targets;
  if (!any_missing(targets) || targets.dimension() != 2)
    return tapestry::soft_label_cross_entropy(logits, Var("targets", targets));
  const Tensor has = rows_with_probabilities(targets);
  const std::size_t rows = targets.shape()[0], classes = targets.shape()[1];
  Tensor filled = targets;
  Tensor shares = zeros({rows});
  const auto present = std::count(has.data(), has.data() + rows, Scalar{1});
  if (present == 0)
    base::fail(
        "soft_label_cross_entropy: none of the ", rows,
        " rows has an answer, and the mean of nothing is not defined: leave this batch out.");
  for (std::size_t i = 0; i < rows; ++i) {
    if (has.data()[i] == 0)
      std::fill_n(filled.data() + i * classes, classes, 1 / static_cast<Scalar>(classes));
    else
      shares.data()[i] = 1;
  }
  const Var losses = tapestry::soft_label_cross_entropy(
      where(has, logits, 0), Var("targets", std::move(filled)), Reduction::none);
  return sum(losses * Var::constant(std::move(shares))) / static_cast<Scalar>(present);
}

}  // namespace

PresentElements present_elements(const Var& prediction, const Tensor& targets) {
  if (targets.dimension() == 0)
    base::fail("present_elements: the batch has no targets: set batch.targets, [batch x outputs].");
  // A difference in shape is left to the op, which says what it computes, where all is present.
  if (!any_missing(targets)) return {prediction, Var("targets", targets)};
  if (prediction.shape() != targets.shape())
    base::fail("present_elements: ", describe(prediction), " against targets ",
               to_string(targets.shape()),
               ": both must have the same shape; give each prediction a target, or a NaN.");
  if (targets.size() > std::numeric_limits<std::uint32_t>::max())
    base::fail("present_elements: targets ", to_string(targets.shape()),
               " with missing answers are more than 2^32 - 1: give smaller batches.");
  auto places = std::make_shared<PlaceList>();
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (!std::isnan(targets.data()[i])) places->push_back(static_cast<std::uint32_t>(i));
  if (places->empty())
    base::fail("present_elements: all of the targets ", to_string(targets.shape()),
               " are NaN, and the mean of nothing is not defined: leave this batch out.");
  Tensor present = zeros({places->size()});
  for (std::size_t k = 0; k < places->size(); ++k) present.data()[k] = targets.data()[(*places)[k]];
  const Shape shape = present.shape();
  return {take_elements(prediction, places, shape), Var("targets", std::move(present))};
}

LabelledRows labelled_rows(const Var& prediction, const std::vector<int>& labels) {
  if (prediction.rank() == 0 || prediction.shape()[0] != labels.size())
    base::fail("labelled_rows: ", describe(prediction), " with ", labels.size(),
               " labels: give one label a row, or kNoLabel.");
  LabelledRows present;
  std::vector<int> rows;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] != kNoLabel) {
      rows.push_back(static_cast<int>(i));
      present.labels.push_back(labels[i]);
    }
  if (rows.size() == labels.size()) return {prediction, labels};
  if (rows.empty())
    base::fail("labelled_rows: none of the ", labels.size(),
               " rows has a label, and the mean of nothing is not defined: leave this batch out.");
  present.predictions = take_rows(prediction, rows);
  return present;
}

Loss cross_entropy() {
  return {"softmax cross-entropy",
          [](const Var& logits, const Batch& batch) {
            const bool all = std::count(batch.labels.begin(), batch.labels.end(), kNoLabel) == 0;
            return all ? softmax_cross_entropy(logits, batch.labels)
                       : masked_softmax_cross_entropy(logits, batch.labels);
          },
          Answer::labels};
}

Loss focal(Scalar gamma) {
  if (!(gamma >= 0) || std::isinf(gamma))
    base::fail("focal: gamma is ", gamma,
               ", but must be finite and not negative: 0 gives the plain cross-entropy, and 2 is "
               "usual.");
  return {base::text("focal loss, gamma ", gamma),
          [gamma](const Var& logits, const Batch& batch) {
            const LabelledRows present = labelled_rows(logits, batch.labels);
            return tapestry::focal(present.predictions, present.labels, gamma);
          },
          Answer::labels};
}

Loss soft_label_cross_entropy() {
  return {"soft-label cross-entropy", soft_label_loss, Answer::probabilities};
}

Loss binary_cross_entropy() {
  return by_elements("binary_cross_entropy", "binary cross-entropy", Answer::probabilities,
                     [](const Var& logits, const Var& targets) {
                       return binary_cross_entropy_with_logits(logits, targets);
                     });
}

Loss squared_error() {
  return by_elements("squared_error", "mean squared error", Answer::numbers, mean_squared_error);
}

Loss huber(Scalar delta) {
  if (!(delta > 0) || std::isinf(delta))
    base::fail("huber: delta is ", delta,
               ", but must be positive and finite: it is the error at which the loss turns from "
               "squared to linear.");
  return by_elements("huber", base::text("Huber loss, delta ", delta), Answer::numbers,
                     [delta](const Var& prediction, const Var& target) {
                       return tapestry::huber(prediction, target, delta);
                     });
}

}  // namespace tapestry::nn

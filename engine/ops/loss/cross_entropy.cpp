#include "engine/ops/loss/cross_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/array/reduce.hpp"
#include "engine/array/vector_math.hpp"
#include "engine/base/counted.hpp"
#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/where.hpp"
#include "engine/ops/net/softmax.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

using Labels = std::vector<int>;

void check_logits(const char* op, const Var& logits) {
  if (logits.rank() != 2 || logits.size() == 0)
    base::fail(
        op, ": ", describe(logits),
        " must have the shape [batch x classes], with at least one row and one class: reshape it "
        "first, or leave an empty batch out.");
}

void check(const char* op, const Var& logits, const Labels& labels, bool may_be_missing) {
  check_logits(op, logits);
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  if (labels.size() != batch)
    base::fail(op, ": ", describe(logits), " with ",
               base::counted(labels.size(), "label", "labels"), ": give one label a row.");
  for (std::size_t i = 0; i < batch; ++i) {
    if (labels[i] >= 0 && static_cast<std::size_t>(labels[i]) < classes) continue;
    if (labels[i] == kNoLabel && may_be_missing) continue;
    if (labels[i] == kNoLabel)
      base::fail(op, ": label -1 of row ", i, " for ", describe(logits),
                 ": a label must lie in 0 to ", classes - 1,
                 "; masked_softmax_cross_entropy takes rows without a label.");
    base::fail(op, ": label ", labels[i], " of row ", i, " for ", describe(logits),
               ": a label must lie in 0 to ", classes - 1,
               may_be_missing ? ", or be -1 where there is none" : "",
               ": number the classes from 0, or give the logits a column a class.");
  }
}

// What the forward pass over the logits leaves for the loss and for its gradient.
struct Rows {
  Labels labels;
  Reduction reduction;
  std::size_t labelled = 0;  // how many rows have a label
  Tensor losses;             // [batch]: -log p_label, 0 without a label
  Tensor errors;             // [batch x classes]: p - one_hot, 0 without a label

  // By what a row's gradient is multiplied, besides the upstream gradient.
  Scalar share() const {
    return reduction == Reduction::mean ? 1 / static_cast<Scalar>(labelled) : Scalar{1};
  }
};

std::size_t position_of_top(const Scalar* x, std::size_t n) {
  std::size_t top = 0;
  for (std::size_t k = 1; k < n; ++k)
    if (x[k] > x[top] || x[k] != x[k]) top = k;  // a NaN wins: a maximum must not hide it
  return top;
}

// From the exps e = exp(x - shift) of one row to its errors, in place; returns the loss.
//
// The top's own term is exactly 1. Left out of the sum, and put back by log1p, it does not swallow
// the others: their share is what a confident classifier's loss and gradient consist of. The same
// care gives p - 1 at a label that is the top: minus the others' share.
double finish_row(Scalar* e, std::size_t classes, std::size_t top, bool top_is_one,
                  std::size_t label, double shifted_logit) {
  const double others =
      kernels::sum_in_double(e, top) + kernels::sum_in_double(e + top + 1, classes - top - 1);
  const double total = others + double{e[top]};
  const double log_total = top_is_one ? std::log1p(others) : std::log(total);
  const Scalar scale = static_cast<Scalar>(1 / total);
  for (std::size_t k = 0; k < classes; ++k) e[k] *= scale;
  if (label == top && top_is_one)
    e[label] = static_cast<Scalar>(-others / total);
  else
    e[label] -= 1;
  return log_total - shifted_logit;
}

Rows forward(const Tensor& logits, const Labels& labels, Reduction reduction) {
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  Rows rows{labels, reduction, 0, zeros({batch}), Tensor()};
  std::vector<std::size_t> tops(batch);
  Tensor shifted = uninitialised(logits.shape());  // by the row's maximum: exp is at most 1
  for (std::size_t i = 0; i < batch; ++i) {
    const Scalar* x = logits.data() + i * classes;
    Scalar* to = shifted.data() + i * classes;
    if (labels[i] == kNoLabel) {
      std::fill(to, to + classes, Scalar{0});
      continue;
    }
    ++rows.labelled;
    tops[i] = position_of_top(x, classes);
    // An infinite maximum would give inf - inf = NaN: shift by nothing instead.
    const Scalar shift = std::isinf(x[tops[i]]) ? Scalar{0} : x[tops[i]];
    for (std::size_t k = 0; k < classes; ++k) to[k] = x[k] - shift;
  }
  rows.errors = kernels::exp_of(shifted);
  for (std::size_t i = 0; i < batch; ++i) {
    Scalar* e = rows.errors.data() + i * classes;
    if (labels[i] == kNoLabel) {
      std::fill(e, e + classes, Scalar{0});
      continue;
    }
    const Scalar* x = shifted.data() + i * classes;
    const auto label = static_cast<std::size_t>(labels[i]);
    rows.losses.data()[i] = static_cast<Scalar>(
        finish_row(e, classes, tops[i], x[tops[i]] == 0, label, double{x[label]}));
  }
  return rows;
}

Tensor reduced_losses(const Rows& rows) {
  if (rows.reduction == Reduction::none) return rows.losses;
  const double total = kernels::sum_in_double(rows.losses.data(), rows.losses.size());
  const double count = rows.reduction == Reduction::mean ? static_cast<double>(rows.labelled) : 1;
  return full({}, static_cast<Scalar>(total / count));
}

// [batch x 1]: `value` in each row with a label, 0 in the others.
Tensor where_labelled(const Labels& labels, Scalar value) {
  Tensor out = zeros({labels.size(), 1});
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] != kNoLabel) out.data()[i] = value;
  return out;
}

// x [batch x ...] in the labelled rows, and zeros in place of the others: what is NaN or infinite
// there stays out of all that is computed from it.
Var labelled_rows(const Rows& rows, const Var& x) {
  if (rows.labelled == rows.labels.size()) return x;
  return where(where_labelled(rows.labels, 1), x, 0);
}

// Each row's share as a constant [batch x 1], 0 without a label.
Var shares_of(const Rows& rows) { return Var::constant(where_labelled(rows.labels, rows.share())); }

// p - one_hot as ops, for the gradient's own gradient.
Var errors_of(const Rows& rows, const Var& logits) {
  Tensor one_hot = zeros(logits.shape());
  for (std::size_t i = 0; i < rows.labels.size(); ++i)
    if (rows.labels[i] != kNoLabel)
      one_hot.data()[i * logits.shape()[1] + static_cast<std::size_t>(rows.labels[i])] = 1;
  return softmax(logits) - Var::constant(one_hot);
}

using RowsPointer = std::shared_ptr<const Rows>;

RowsPointer checked_forward(const char* op, const Var& logits, const Labels& labels,
                            Reduction reduction, bool may_be_missing) {
  check(op, logits, labels, may_be_missing);
  auto rows = std::make_shared<const Rows>(forward(logits.value(), labels, reduction));
  if (rows->labelled == 0 && reduction == Reduction::mean)
    base::fail(
        op, ": none of the ", base::counted(labels.size(), "row", "rows"), " of ", describe(logits),
        " has a label, and the mean of nothing is not defined: leave this batch out, or take the "
        "sum, which is 0.");
  return rows;
}

// upstream (p - one_hot), in one pass over what the forward pass left.
Var gradient_of(const RowsPointer& rows, const Var& upstream, const Var& logits) {
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  const Tensor& errors = rows->errors;
  const Scalar share = rows->share();
  Tensor out = uninitialised(errors.shape());
  for (std::size_t i = 0; i < batch; ++i) {
    if (rows->labels[i] == kNoLabel) {  // 0, even where the upstream gradient is not finite
      std::fill_n(out.data() + i * classes, classes, Scalar{0});
      continue;
    }
    const bool own = rows->reduction == Reduction::none;
    const Scalar weight = upstream.value().data()[own ? i : 0] * share;
    for (std::size_t k = i * classes; k < (i + 1) * classes; ++k)
      out.data()[k] = weight * errors.data()[k];
  }
  // For the gradient's own gradient: the same formula in ops.
  const auto at_upstream = [rows, logits](const Var& h, const Var&) {
    const Var each =
        labelled_rows(*rows, h) * errors_of(*rows, labelled_rows(*rows, logits)) * shares_of(*rows);
    return rows->reduction == Reduction::none ? sum(each, {1}) : sum(each);
  };
  const auto at_logits = [rows, upstream, logits](const Var& at_gradient, const Var&) {
    const bool own = rows->reduction == Reduction::none;
    const Var each = own ? kernels::in_shape(upstream, {rows->labels.size(), 1}) : upstream;
    const Var weights = shares_of(*rows) * labelled_rows(*rows, each);
    const Var p = softmax(labelled_rows(*rows, logits)), h = labelled_rows(*rows, at_gradient);
    return p * (h - sum(h * p, {1}, Axis::keep)) * weights;
  };
  return record("softmax_cross_entropy_gradient", std::move(out),
                {{upstream, at_upstream}, {logits, at_logits}});
}

}  // namespace

Var softmax_cross_entropy(const Var& logits, const Labels& labels, Reduction reduction) {
  const auto rows = checked_forward("softmax_cross_entropy", logits, labels, reduction, false);
  return record("softmax_cross_entropy", reduced_losses(*rows),
                {{logits, [=](const Var& g, const Var&) { return gradient_of(rows, g, logits); }}});
}

Var masked_softmax_cross_entropy(const Var& logits, const Labels& labels, Reduction reduction) {
  const auto rows =
      checked_forward("masked_softmax_cross_entropy", logits, labels, reduction, true);
  return record("masked_softmax_cross_entropy", reduced_losses(*rows),
                {{logits, [=](const Var& g, const Var&) { return gradient_of(rows, g, logits); }}});
}

Var softmax_cross_entropy_gradient(const Var& upstream, const Var& logits, const Labels& labels,
                                   Reduction reduction) {
  const char* op = "softmax_cross_entropy_gradient";
  const auto rows = checked_forward(op, logits, labels, reduction, true);
  const Shape expected = reduction == Reduction::none ? Shape{labels.size()} : Shape{};
  if (upstream.shape() != expected)
    base::fail(
        op, ": ", describe(upstream), " is the gradient at a loss ", to_string(expected),
        ": both must have the same shape: pass a scalar for mean and sum, [batch] for none.");
  return gradient_of(rows, upstream, logits);
}

void kernels::check_labels(const char* op, const Var& logits, const Labels& labels) {
  check(op, logits, labels, false);
}

}  // namespace tapestry

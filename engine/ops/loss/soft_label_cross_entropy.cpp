#include "engine/ops/loss/soft_label_cross_entropy.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/core/tape.hpp"
#include "engine/ops/elementwise/arithmetic.hpp"
#include "engine/ops/elementwise/where.hpp"
#include "engine/ops/net/softmax.hpp"
#include "engine/ops/net/softmax_parts.hpp"
#include "engine/ops/reduce/sum_mean.hpp"
#include "engine/ops/shape/reshape.hpp"

namespace tapestry {
namespace {

// Wide enough for probabilities written with three digits, and too narrow for 0.33, 0.33, 0.33.
constexpr double kTolerance = 0.005;

void check(const Var& logits, const Var& targets) {
  const char* op = "soft_label_cross_entropy";
  if (logits.rank() != 2 || logits.size() == 0 || logits.shape() != targets.shape())
    base::fail(
        op, ": ", describe(logits), " with targets ", describe(targets),
        ": both must have the same shape [batch x classes], with at least one row and one class; "
        "give each row one probability a class.");
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  for (std::size_t i = 0; i < batch; ++i) {
    double total = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      const Scalar t = targets.value().data()[i * classes + k];
      if (!(t >= 0))
        base::fail(op, ": target ", t, " of row ", i, ", class ", k, " in ", describe(targets),
                   ": a target is a probability, and must not be negative nor NaN.");
      total += t;
    }
    if (!(std::abs(total - 1) <= kTolerance))
      base::fail(op, ": the targets of row ", i, " in ", describe(targets), " sum to ", total,
                 ": the probabilities of a row must sum to 1, within ", kTolerance,
                 "; divide each by the row's sum.");
  }
}

Tensor losses_of_rows(const Tensor& logits, const Tensor& targets) {
  const std::size_t batch = logits.shape()[0], classes = logits.shape()[1];
  const kernels::SoftmaxParts parts = kernels::softmax_parts(logits, 1);
  Tensor out = zeros({batch});
  for (std::size_t i = 0; i < batch; ++i) {
    const double top = parts.top.data()[i], log_sum = parts.log_sum.data()[i];
    double total = 0;
    for (std::size_t k = i * classes; k < (i + 1) * classes; ++k) {
      const double minus_log_p = log_sum - (double{logits.data()[k]} - top);
      // An impossible class that is not expected either: 0 * infinity would be NaN.
      if (targets.data()[k] != 0 || std::isnan(minus_log_p))
        total += double{targets.data()[k]} * minus_log_p;
    }
    out.data()[i] = static_cast<Scalar>(total);
  }
  return out;
}

// 1 at the largest logit of each row, the first where several are; 0 elsewhere.
Tensor tops_of(const Tensor& logits) {
  Tensor out = zeros(logits.shape());
  const std::size_t classes = logits.shape()[1];
  for (std::size_t at = 0; at < logits.size(); at += classes) {
    const Scalar* row = logits.data() + at;
    out.data()[at + static_cast<std::size_t>(std::max_element(row, row + classes) - row)] = 1;
  }
  return out;
}

// p sum_j t_j - t [batch x classes]. A row of it sums to 0, and so its number at the largest logit
// is minus the sum of the others: p - 1, where the row is sure of its class, would lose all digits.
Var errors_of(const Var& logits, const Var& targets) {
  const Var total = sum(targets, {1}, Axis::keep);  // 1, or nearly so
  const Tensor tops = tops_of(logits.value());
  const Var others = where(tops, 0, softmax(logits) * total - targets);
  return where(tops, -sum(others, {1}, Axis::keep), others);
}

}  // namespace

Var soft_label_cross_entropy(const Var& logits, const Var& targets, Reduction reduction) {
  check(logits, targets);
  const Shape column = {logits.shape()[0], 1};
  const auto at_logits = [=](const Var& g, const Var&) {
    return errors_of(logits, targets) * kernels::in_shape(g, column);
  };
  const auto at_targets = [=](const Var& g, const Var&) {
    return -(log_softmax(logits) * kernels::in_shape(g, column));
  };
  return kernels::reduced(
      record("soft_label_cross_entropy", losses_of_rows(logits.value(), targets.value()),
             {{logits, at_logits}, {targets, at_targets}}),
      reduction);
}

}  // namespace tapestry

// Softmax cross-entropy: the loss of a classifier, with integer labels, all of them or some
// missing. Probabilities in place of labels are in soft_label_cross_entropy.hpp.
//
// In all of it, logits are [batch x classes], p = softmax(logits) by rows, and losses are in nats.
// Reduction::none returns the rows' losses [batch]; what mean divides by is said at each function.
// All throw where logits have another rank or are empty, and where a label is missing or wrong.
#pragma once

#include <vector>

#include "engine/core/var.hpp"
#include "engine/ops/loss/reduction.hpp"

namespace tapestry {

// -log p_label of each row, with one label in 0 .. classes - 1 a row; mean divides by the number of
// rows. One op and not a composition, because its gradient is so simple: (p - one_hot) / batch.
Var softmax_cross_entropy(const Var& logits, const std::vector<int>& labels,
                          Reduction reduction = Reduction::mean);

// The label of a row that has none, for the function below and for no other: elsewhere it is out of
// range, so that a stray -1 cannot leave out rows unnoticed.
inline constexpr int kNoLabel = -1;

// The same, where rows labelled kNoLabel count for nothing, whatever their logits: their losses and
// gradients are 0, and mean divides by the number of the other rows. Throws where the mean is asked
// for and no row has a label.
Var masked_softmax_cross_entropy(const Var& logits, const std::vector<int>& labels,
                                 Reduction reduction = Reduction::mean);

// The pullback of both, an op of its own so that it takes one pass: the gradient at the logits
// [batch x classes], given that at the reduced loss. Rows labelled kNoLabel get zeros. It has
// pullbacks to the logits and to `upstream`.
Var softmax_cross_entropy_gradient(const Var& upstream, const Var& logits,
                                   const std::vector<int>& labels, Reduction reduction);

namespace kernels {

// Throws, naming the op, unless these are logits with one label in range a row.
void check_labels(const char* op, const Var& logits, const std::vector<int>& labels);

}  // namespace kernels

}  // namespace tapestry

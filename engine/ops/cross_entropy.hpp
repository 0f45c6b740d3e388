// Softmax cross-entropy: the loss of a classifier, with integer labels.
#pragma once

#include <vector>

#include "engine/var.hpp"

namespace tapestry {

// logits [batch x classes], one label in 0 .. classes - 1 a row -> scalar, in nats:
//   the mean over the rows of -log p_label, where p = softmax(logits).
// One op and not a composition, because its gradient is so simple: (p - one_hot) / batch. Throws
// for another rank, an empty batch, a wrong number of labels, and a label out of range.
Var softmax_cross_entropy(const Var& logits, const std::vector<int>& labels);

}  // namespace tapestry

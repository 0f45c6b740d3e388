// Softmax cross-entropy with probabilities ("soft labels") in place of labels: for smoothed or
// uncertain labels, and for learning from another net's predictions.
#pragma once

#include "engine/core/var.hpp"
#include "engine/ops/loss/reduction.hpp"

namespace tapestry {

// logits and targets t [batch x classes], p = softmax(logits) by rows; in nats:
//   -sum_j t_j log p_j of each row.
// A class with t = 0 adds nothing, even where its p is 0. dlogits = p sum_j t_j - t, with its
// digits where p and t are nearly 1; dt = -log p:
// where the gradient should not reach the targets, give stop_gradient(targets) or a constant. mean
// divides by the number of rows; none returns [batch]. Throws for other shapes, for a target that
// is negative or NaN, and where a row's sum is more than 0.005 from 1.
Var soft_label_cross_entropy(const Var& logits, const Var& targets,
                             Reduction reduction = Reduction::mean);

}  // namespace tapestry

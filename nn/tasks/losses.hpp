// The losses there are, and what a loss of one's own needs to leave out what is missing.
#pragma once

#include <vector>

#include "nn/tasks/loss.hpp"

namespace tapestry::nn {

// Each is the mean over the rows (of the first three) or the elements (of the others) that have an
// answer. Logarithms are natural: entropies are in nats. Where nothing is missing, a loss is the
// engine's op of its name (engine/ops/loss), to the bit.

Loss cross_entropy();  // softmax cross-entropy; one label a row

// (1 - p_label)^gamma times the cross-entropy: less attention to what is already right; one label a
// row. Throws for a gamma that is negative or not finite; 2 is usual.
Loss focal(Scalar gamma = 2);

// Softmax cross-entropy against probabilities, which sum to 1 in each row (within 0.005); a row of
// NaN has no answer, and a row with some NaN throws. evaluate() counts no hits: what is half the
// one and half the other class has no right one.
Loss soft_label_cross_entropy();

// Several yes-or-no questions a row, each output the logit of "yes", each answer its probability.
Loss binary_cross_entropy();

Loss squared_error();  // (p - t)^2, in the square of the target's unit

// With d = p - t: d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2). delta has the target's
// unit. Throws for a delta that is not positive and finite.
Loss huber(Scalar delta = 1);

// For a loss of one's own by elements: the predictions and targets of the elements that have an
// answer, each [present]; where none is missing, both as they were. What is missing gets gradient
// 0, whatever is predicted there. Throws where there are no targets, the shapes differ, or all are
// NaN.
struct PresentElements {
  Var predictions, targets;
};
PresentElements present_elements(const Var& prediction, const Tensor& targets);

// The same by rows, for labels: predictions [present x outputs] and their labels. Throws where
// there is not one label a row, or no row has one.
struct LabelledRows {
  Var predictions;
  std::vector<int> labels;
};
LabelledRows labelled_rows(const Var& prediction, const std::vector<int>& labels);

}  // namespace tapestry::nn

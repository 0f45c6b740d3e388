// Metrics of classifiers: predictions are logits [examples x classes], answers are labels.
//
// Each throws for no examples, for labels that are not one a row and one of the classes, and for
// logits that are not finite.
#pragma once

#include <cstddef>

#include "nn/tasks/metric.hpp"

namespace tapestry::nn::metrics {

// "top-k": the share of examples whose class is among the k with the largest logits, in [0, 1]; of
// equal logits the first class counts as larger, so that top_k(1) is the accuracy. Throws for k =
// 0, and where there are fewer than k classes.
Metric top_k(std::size_t k);

// "macro F1": the mean over the classes of F1 = 2 TP / (2 TP + FP + FN), in [0, 1]; each class
// counts the same, however rare. A class that is neither among the labels nor predicted has no F1
// and is left out.
Metric macro_f1();

// "AUC": the area under the ROC curve, the probability that a random example of a class gets a
// larger score than a random one of the others, equal scores counting half (Hanley & McNeil 1982);
// the mean over the classes, each against the rest, scored by its softmax probability. 0.5 is
// chance. With two classes both have the same. A class without examples, or with all of them, has
// no curve and is left out; throws where that is all of them.
Metric auc();

}  // namespace tapestry::nn::metrics

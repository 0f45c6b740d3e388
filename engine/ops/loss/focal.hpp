// The focal loss: cross-entropy that pays less attention to what is already right. From Lin et al.,
// "Focal loss for dense object detection", 2017.
#pragma once

#include <vector>

#include "engine/core/var.hpp"
#include "engine/ops/loss/reduction.hpp"

namespace tapestry {

// logits [batch x classes], one label in 0 .. classes - 1 a row; with p = softmax(logits), in nats:
//   (1 - p_label)^gamma * -log p_label.
// gamma = 0 is the cross-entropy itself; the paper uses 2. mean divides by the number of rows; none
// returns [batch]. Throws for a gamma that is negative or not finite, and as softmax_cross_entropy
// does.
Var focal(const Var& logits, const std::vector<int>& labels, Scalar gamma,
          Reduction reduction = Reduction::mean);

// The same weight on any cross-entropies u = -log p, such as the binary ones, element by element:
//   y = (1 - e^-u)^gamma u,   du = q^gamma (1 + gamma e^-u u / q) g, where q = 1 - e^-u = 1 - p.
// Where u = 0, u / q is its limit 1; second derivatives for 0 < gamma < 1 are infinite there.
// Throws for a negative u, and for a gamma that is negative or not finite.
Var focal_weighted(const Var& cross_entropies, Scalar gamma);

}  // namespace tapestry

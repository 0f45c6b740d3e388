// Binary cross-entropy: the loss of yes-or-no questions, each with a logit of its own.
#pragma once

#include "engine/core/var.hpp"
#include "engine/ops/loss/reduction.hpp"

namespace tapestry {

// logits z and targets t of one shape, t the probability of "yes", in [0, 1]; in nats:
//   -t log s - (1 - t) log(1 - s), where s = sigmoid(z);
// computed as |z| w + log(1 + e^-|z|), where w = 1 - t for z > 0, else t: it cannot overflow, and
// keeps its digits where the answer is right and sure. dz = s - t, dt = -z. mean divides by the
// number of elements; none returns the operands' shape. Throws where the shapes differ or are
// empty, and for a target outside [0, 1].
Var binary_cross_entropy_with_logits(const Var& logits, const Var& targets,
                                     Reduction reduction = Reduction::mean);

// sigmoid(z) - t, the gradient above, with its digits where the two are nearly equal; [shape] and
// [shape] -> [shape]. dz = s (1 - s), dt = -1. Throws where the shapes differ or are empty.
Var sigmoid_minus(const Var& logits, const Var& targets);

}  // namespace tapestry

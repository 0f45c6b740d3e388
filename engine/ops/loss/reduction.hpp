// What becomes of the losses of single elements or rows: their mean, their sum, or themselves.
#pragma once

#include "engine/core/var.hpp"

namespace tapestry {

enum class Reduction {
  mean,  // scalar: the sum divided by the number of losses; each loss's header says what counts
  sum,   // scalar
  none,  // the losses themselves, unreduced
};

namespace kernels {

// The reduced losses. Throws where the mean of no losses is asked for.
Var reduced(const Var& losses, Reduction reduction);

// Throws, naming the op, unless prediction and target have one shape with at least one element: a
// broadcast in a loss is nearly always a mistake.
void check_same_shape(const char* op, const Var& prediction, const Var& target);

}  // namespace kernels

}  // namespace tapestry

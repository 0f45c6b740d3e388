// Derivatives beyond the gradient, built from backward passes.
//
//   Tape tape;
//   Var y = tanh(matmul(a, x));                        // y [3 x 1], x [4 x 1]
//   Tensor j = jacobian(tape, y, x);                   // j(i, 0, k, 0) = d y_i / d x_k
//   Tensor hv = hessian_vector_product(tape, sum(square(y)), {x}, {v})[0];  // v and hv [4 x 1]
#pragma once

#include "engine/core/tape.hpp"

namespace tapestry {

// d output / d x, in the shape [the output's axes x the axes of x]: one backward pass for each
// element of the output, so meant for small outputs. Throws as Tape::gradient does.
Tensor jacobian(const Tape& tape, const Var& output, const Var& x);

// The Hessian of the loss times `direction` (one tensor for each of `wrt`, of its shape): the
// gradient of <gradient of the loss, direction>. Costs a few backward passes, however many elements
// there are, and never makes the matrix. The first backward pass is recorded, so the tape grows.
std::vector<Tensor> hessian_vector_product(Tape& tape, const Var& loss, const std::vector<Var>& wrt,
                                           const std::vector<Tensor>& direction);

// The second derivatives of the loss at x, [the axes of x, twice]: the jacobian of the gradient, so
// one backward pass for each element of x. The first backward pass is recorded, so the tape grows.
Tensor hessian(Tape& tape, const Var& loss, const Var& x);

}  // namespace tapestry

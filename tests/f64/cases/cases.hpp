// The parts of the table of op_cases.hpp: one function a family of ops, each in its own file.
#pragma once

#include "tests/f64/op_cases.hpp"

namespace tapestry {

using Vars = std::vector<Var>;
using Rows = std::vector<OpCase>;

// The rows of an op of two tensors: every way in which two shapes broadcast together.
void add_broadcasts(Rows& rows, const std::string& op, Var (*f)(const Var&, const Var&),
                    Sampler (*left)(const Shape&), Sampler (*right)(const Shape&));

void add_arithmetic(Rows& rows);
void add_elementwise(Rows& rows);
void add_matrix_ops(Rows& rows);
void add_reductions(Rows& rows);
void add_shape_ops(Rows& rows);
void add_softmax_family(Rows& rows);
void add_losses(Rows& rows);
void add_choices(Rows& rows);
void add_units(Rows& rows);
void add_norms(Rows& rows);
void add_indexing(Rows& rows);
void add_linear_algebra(Rows& rows);
void add_spectra(Rows& rows);
void add_convolutions(Rows& rows);
void add_net_ops(Rows& rows);
void add_derivative_ops(Rows& rows);

}  // namespace tapestry

// The cases of part "ops": random points, and what is asked and said about them.
#pragma once

#include "engine/array/random.hpp"
#include "tests/assignments/2_tensor_ops/op_point.hpp"

namespace tapestry::grader::tensor_ops {

// Numbers of both signs, and of a size near 1, so that each of them matters.
Numbers draws(Rng& rng, std::size_t n);

Point point(Rng& rng, const std::vector<std::size_t>& shape);

// Where an op is tried. A square comes first: in it a wrong axis has a right shape.
std::vector<std::vector<std::size_t>> shapes_for(const OpFacts& op);

Message request_of(const OpFacts& op, const Point& at);

std::string shape_text(const std::vector<std::size_t>& shape);

// "scale_rows(x, s) at x [3 x 3] = ..., s = ..."
std::string call_text(const OpFacts& op, const Point& at);

}  // namespace tapestry::grader::tensor_ops

// Assignment 2, tensor ops: its parts and their checks.
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

Assignment tensor_ops_assignment();

namespace tensor_ops {

Part ops_part();
Part broadcast_part();
Part check_part();

}  // namespace tensor_ops
}  // namespace tapestry::grader

// Assignment 1, a scalar tape: its parts and their checks.
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

Assignment scalar_tape_assignment();

namespace scalar_tape {

Part walk_part();
Part ops_part();

}  // namespace scalar_tape
}  // namespace tapestry::grader

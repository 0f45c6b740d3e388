// Assignment 5, choosing tasks: its parts and their checks.
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

Assignment choosing_tasks_assignment();

namespace choosing {

Part enumerate_part();
Part free_part();
Part exactly_k_part();

}  // namespace choosing
}  // namespace tapestry::grader

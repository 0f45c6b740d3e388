// Assignment 6, a method of your own to balance tasks: its parts and their checks.
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

Assignment balancing_assignment();

}  // namespace tapestry::grader

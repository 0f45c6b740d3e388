// Assignment 4, a multi-task net and Omega: its parts and their checks.
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

Assignment multitask_net_assignment();

namespace multitask_net {

Part net_part();
Part train_part();
Part omega_part();
Part prox_part();

}  // namespace multitask_net
}  // namespace tapestry::grader

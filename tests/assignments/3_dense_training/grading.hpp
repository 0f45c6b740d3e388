// Assignment 3, dense, cross-entropy, training: its parts and their checks.
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

Assignment dense_training_assignment();

namespace dense_training {

Part dense_part();
Part loss_part();
Part sgd_part();
Part train_part();

// Of part "dense": those that look at the first weights alone, and those of the whole net.
std::vector<Check> start_checks();
std::vector<Check> net_checks();

// Of part "loss": those with large logits, and those that take no gradients.
std::vector<Check> loss_far_checks();

}  // namespace dense_training
}  // namespace tapestry::grader

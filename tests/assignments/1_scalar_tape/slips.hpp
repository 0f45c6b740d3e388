// The mistakes that learners make in the walk, and what each of them gives.
#pragma once

#include "tests/assignments/1_scalar_tape/program.hpp"
#include "tests/assignments/grader/comparison.hpp"

namespace tapestry::grader::scalar_tape {

// 0, 1, ..., n - 1.
std::vector<std::size_t> up_to(std::size_t n);

// The elements at these places.
std::vector<double> at(const std::vector<double>& all, const std::vector<std::size_t>& places);

std::vector<Mistake> mistakes();

// What each of the mistakes gives for the gradients of y at the xs, in the order of mistakes().
std::vector<std::vector<double>> slipped(const Program& program, std::size_t y,
                                         const std::vector<std::size_t>& xs);

}  // namespace tapestry::grader::scalar_tape

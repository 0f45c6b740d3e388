// The methods that the compare program compares. To add one of yours, add it to the list in
// methods.cpp: a name, its strengths, and a function that trains one model.
#pragma once

#include <vector>

#include "training.hpp"

// The first is the baseline: a net for each task. The problem must outlive them.
std::vector<tapestry::nn::Method> methods_of(const Problem& problem, const Options& options,
                                             std::size_t rows);

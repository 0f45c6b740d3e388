// The halves of a two-part w [2 tasks x parameters], for Omegas whose parts() is 2.
#pragma once

#include <string>
#include <utility>

#include "engine/core/var.hpp"

namespace tapestry::nn {

// The rows of the first part, and those of the second, each [tasks x parameters]. Throws where w
// has not two axes, or an odd number of rows.
std::pair<Var, Var> two_parts(const std::string& who, const Var& w);
std::pair<Tensor, Tensor> two_parts(const std::string& who, const Tensor& w);

// Undoes it: the first above the second.
Tensor join_parts(const Tensor& first, const Tensor& second);

}  // namespace tapestry::nn

// The names that parameters have in a file. For checkpoint and npz alone.
#pragma once

#include <string>

#include "nn/layers/parameter.hpp"

namespace tapestry::nn {

// Each must have a name, and each its own; and it must be UTF-8, which both formats ask for.
// Throws, as `writer`, where one is not so.
void check_names(const Parameters& parameters, const std::string& writer);

}  // namespace tapestry::nn

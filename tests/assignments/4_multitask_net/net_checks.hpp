// What the checks of part "net" have in common, and those that are in a file of their own.
#pragma once

#include <string>

#include "tests/assignments/4_multitask_net/grading.hpp"
#include "tests/assignments/4_multitask_net/small_net.hpp"

namespace tapestry::grader::multitask_net {

std::string sizes_text(const NetSizes& sizes);
std::string numbered(const std::string& name, std::size_t number);  // "x0"
Message net_request(const NetSizes& sizes);

// What comes out of forward, and where gradients go.
Finding check_outputs(const Ask& ask, Rng& rng);
Finding check_twins(const Ask& ask, Rng& rng);
Finding check_pictures(const Ask& ask, Rng& rng);
Finding check_one_trunk(const Ask& ask, Rng& rng);
Finding check_gradients(const Ask& ask, Rng& rng);
Finding check_elsewhere(const Ask& ask, Rng& rng);

}  // namespace tapestry::grader::multitask_net

// The checks of evaluate, in part "train".
#pragma once

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader::multitask_net {

Finding check_accuracy(const Ask& ask, Rng& rng);
Finding check_loss(const Ask& ask, Rng& rng);
Finding check_only_looks(const Ask& ask, Rng& rng);

}  // namespace tapestry::grader::multitask_net

// The checks of part "omega" that are about the objective and its minimum.
#pragma once

#include "tests/assignments/4_multitask_net/grading.hpp"

namespace tapestry::grader::multitask_net {

Finding check_losses(const Ask& ask, Rng& rng);
Finding check_objective(const Ask& ask, Rng& rng);
Finding check_alone(const Ask& ask, Rng& rng);
Finding check_between(const Ask& ask, Rng& rng);
Finding check_strong(const Ask& ask, Rng& rng);

}  // namespace tapestry::grader::multitask_net

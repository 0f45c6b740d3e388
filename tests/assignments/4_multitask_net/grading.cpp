#include "tests/assignments/4_multitask_net/grading.hpp"

namespace tapestry::grader {

// All ops, for none of them is an answer; nn/ has the answers.
Assignment multitask_net_assignment() {
  using namespace multitask_net;
  return {4,
          "4_multitask_net",
          true,
          {"engine/base/", "engine/array/", "engine/core/pullback.hpp", "engine/core/tape.hpp",
           "engine/core/var.hpp", "engine/ops/"},
          {net_part(), train_part(), omega_part(), prox_part()}};
}

}  // namespace tapestry::grader

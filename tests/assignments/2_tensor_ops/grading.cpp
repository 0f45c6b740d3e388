#include "tests/assignments/2_tensor_ops/grading.hpp"

namespace tapestry::grader {

// Not among the headers: those that hold an answer, such as core/broadcast.hpp (sum_to),
// elementwise/rectifiers.hpp (softplus) and check/.
Assignment tensor_ops_assignment() {
  return {2,
          "2_tensor_ops",
          true,
          {"engine/base/", "engine/array/", "engine/core/pullback.hpp", "engine/core/tape.hpp",
           "engine/core/var.hpp", "engine/ops/elementwise/activations.hpp",
           "engine/ops/elementwise/arithmetic.hpp", "engine/ops/elementwise/exponential.hpp",
           "engine/ops/elementwise/log1p.hpp", "engine/ops/elementwise/power.hpp",
           "engine/ops/linalg/matmul.hpp", "engine/ops/reduce/axes.hpp",
           "engine/ops/reduce/sum_mean.hpp", "engine/ops/shape/concatenate.hpp",
           "engine/ops/shape/reshape.hpp", "engine/ops/shape/slice.hpp"},
          {tensor_ops::ops_part(), tensor_ops::broadcast_part(), tensor_ops::check_part()},
          {"softplus", "sum_to", "broadcast_to", "broadcasts_to", "check_gradient"}};
}

}  // namespace tapestry::grader

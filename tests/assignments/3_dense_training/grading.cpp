#include "tests/assignments/3_dense_training/grading.hpp"

namespace tapestry::grader {

// Not among the headers: those that hold an answer, which are ops/net/ (affine, softmax),
// ops/loss/ and nn/.
Assignment dense_training_assignment() {
  return {3,
          "3_dense_training",
          true,
          {"engine/base/", "engine/array/", "engine/core/pullback.hpp", "engine/core/tape.hpp",
           "engine/core/var.hpp", "engine/ops/elementwise/", "engine/ops/index/",
           "engine/ops/linalg/matmul.hpp", "engine/ops/reduce/", "engine/ops/shape/"},
          {dense_training::dense_part(), dense_training::loss_part(), dense_training::sgd_part(),
           dense_training::train_part()},
          {"affine", "softmax", "log_softmax", "log_sum_exp", "softmax_cross_entropy",
           "softmax_cross_entropy_gradient", "masked_softmax_cross_entropy",
           "soft_label_cross_entropy"}};
}

}  // namespace tapestry::grader

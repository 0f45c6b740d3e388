#include "tests/assignments/5_choosing_tasks/grading.hpp"

namespace tapestry::grader {

// No header of the project: nn/selection has the answers.
Assignment choosing_tasks_assignment() {
  return {5,
          "5_choosing_tasks",
          false,
          {},
          {choosing::enumerate_part(), choosing::free_part(), choosing::exactly_k_part()}};
}

}  // namespace tapestry::grader

#include "engine/base/error.hpp"
#include "tests/assignments/1_scalar_tape/grading.hpp"
#include "tests/assignments/2_tensor_ops/grading.hpp"
#include "tests/assignments/3_dense_training/grading.hpp"
#include "tests/assignments/4_multitask_net/grading.hpp"
#include "tests/assignments/5_choosing_tasks/grading.hpp"
#include "tests/assignments/6_balancing/grading.hpp"
#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

const std::vector<Assignment>& assignments() {
  static const std::vector<Assignment> all = {
      scalar_tape_assignment(),   tensor_ops_assignment(),     dense_training_assignment(),
      multitask_net_assignment(), choosing_tasks_assignment(), balancing_assignment(),
  };
  return all;
}

const Assignment& find_assignment(const std::string& number_or_name) {
  std::string names;
  for (const Assignment& one : assignments()) {
    if (one.name == number_or_name || std::to_string(one.number) == number_or_name) return one;
    names += (names.empty() ? "" : ", ") + one.name;
  }
  base::fail("There is no assignment '", number_or_name, "': there are ", names,
             ", called by name or number.");
}

}  // namespace tapestry::grader

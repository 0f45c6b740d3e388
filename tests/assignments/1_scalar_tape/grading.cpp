#include "tests/assignments/1_scalar_tape/grading.hpp"

namespace tapestry::grader {

// No header of the project: what is to be written is what the engine is.
Assignment scalar_tape_assignment() {
  return {1, "1_scalar_tape", false, {}, {scalar_tape::walk_part(), scalar_tape::ops_part()}};
}

}  // namespace tapestry::grader

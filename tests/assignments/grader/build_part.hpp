// A part's worker, made of our caller and the student's files.
#pragma once

#include <filesystem>
#include <string>

#include "tests/assignments/grader/assignment.hpp"
#include "tests/assignments/grader/submission.hpp"

namespace tapestry::grader {

struct Built {
  std::filesystem::path program;  // empty where there is none:
  std::string problem, hint;      // why, and what to do
  std::string warning;            // about a function of the student's that may return nothing
  double processor_seconds = 0;
};

// Compiles the part in the folder `work`, whose folder `submission` has the student's files.
// Nothing but the part's own files needs to compile. What they include must be theirs, the
// system's, or among the assignment's headers; anything else (the solutions, the library's own
// answer) is refused.
// What the submission has and what was left out of it goes into the problem's text, where a file is
// missing.
Built build_part(const Assignment& assignment, const Part& part, const std::filesystem::path& work,
                 const Submission& submission);

}  // namespace tapestry::grader

// Grading one submission, or a class of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/assignments/grader/assignment.hpp"
#include "tests/assignments/grader/report.hpp"

namespace tapestry::grader {

// Builds and tries each part of it, and says what came of it. Nothing that the student's code does
// is an error of grading: only a folder that is not there, or a machine that lacks something, is.
// `only` may name one part. All requests of a part together may take so many seconds on the clock:
// what waits would be in time in each of a hundred. The random cases are those of `seed`, where one
// is given, in place of the submission's own.
Report grade(const Assignment& assignment, const std::filesystem::path& submission,
             const std::string& only = "", double seconds_of_part = 240,
             std::optional<std::uint64_t> seed = std::nullopt);

// Each folder in `all` is a submission, graded `at_a_time` at a time; sorted by name. One that
// cannot be graded for a reason of its own has that as the problem of all its parts.
std::vector<Report> grade_class(const Assignment& assignment, const std::filesystem::path& all,
                                std::size_t at_a_time);

}  // namespace tapestry::grader

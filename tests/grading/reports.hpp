// Reports to be shown.
#pragma once

#include <string>

#include "tests/assignments/grader/report.hpp"

namespace tapestry::grader {

CheckResult passed_check(const std::string& name, double points);
CheckResult failed_check(const std::string& name, double points, double of);

// One of each: passed, partly passed, failed, and a part that could not be compiled.
Report small_report();

// With one part and one check, to be changed.
Report one_check(const CheckResult& check);

}  // namespace tapestry::grader

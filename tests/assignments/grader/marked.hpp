// Starter and solution, both made from one marked file, so that they cannot drift apart.
//
// A marked file is the solution, and compiles as it stands:
//
//     double slope(double x) {
//       // [solution]
//       return 2 * x;
//       // [starter]
//       //| throw ToDo("walk, task 1: the slope of x * x");
//       // [end]
//     }
//
// The solution is what is not between [starter] and [end]; the starter what is not between
// [solution] and [starter], with the mark "//| " taken off its lines. The part [starter] may be
// absent.
#pragma once

#include <string>

namespace tapestry::grader {

// Both throw for marks that do not follow each other so; `name` begins the sentence.
std::string solution_of(const std::string& marked, const std::string& name);
std::string starter_of(const std::string& marked, const std::string& name);

}  // namespace tapestry::grader

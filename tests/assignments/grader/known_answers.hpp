// The wrong answers that are known to a grader, from an assignment's wrong.txt: each is the
// solution, changed in some places, with the points that it must get and what its report must say.
//
//     # why it is wrong
//     @ value.hpp                the file that the changes are in
//     - what stands there        a line or a part of one, or several, in one place only, and
//     + what is put there        in its place: any number of lines; as often as there are changes
//     = walk 30, ops 4           the points of each part
//     ? written over             words that the report must have; any number of these lines
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/assignments/grader/handout.hpp"

namespace tapestry::grader {

struct WrongAnswer {
  std::string why;
  std::vector<NamedFile> files;
  std::map<std::string, double> points;  // of each part
  std::vector<std::string> said;
};

// Throws where the file is not of this form, or what is to be changed is not in one place.
std::vector<WrongAnswer> wrong_answers(const Assignment& assignment);

}  // namespace tapestry::grader

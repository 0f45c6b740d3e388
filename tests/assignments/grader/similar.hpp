// Submissions that resemble each other more than their starter explains.
//
// Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
// fingerprinting", SIGMOD 2003): the tokens of the code without names, numbers, comments and
// layout, hashed in runs of k, of which the smallest in each window is kept.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tapestry::grader {

struct Code {
  std::string name;  // the submission's
  std::string text;  // all its files, one after the other
};

struct Pair {
  std::string first, second;  // in the order of the alphabet
  double shared;  // of the fingerprints of the smaller one, the part that the other has, 0 to 1
};

// The pairs that share at least this part, most alike first, and those equally alike by name. What
// `given` (the starter) has, too, counts for nothing; nor do submissions that have fewer than
// `least` fingerprints of their own.
std::vector<Pair> similar(const std::vector<Code>& submissions, const std::string& given,
                          double at_least = 0.6, std::size_t least = 20);

}  // namespace tapestry::grader

// What an assignment is: parts, each with a worker that calls the student's code and with checks of
// what it answers. A new one is a folder beside this one, and a row in assignments.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/array/random.hpp"
#include "tests/assignments/grader/comparison.hpp"
#include "tests/assignments/grader/message.hpp"

namespace tapestry::grader {

// Sends a request to the part's worker, in a process made for it, and returns the answer. Where
// none comes (a crash, an exception, no end) it throws, and the check has failed with that cause;
// so too where the answer lacks what numbers() or text() of it are asked for. What is right must be
// computed after the answer is there, not before.
using Ask = std::function<Message(const std::string& call, const Message& request)>;

struct Check {
  std::string name;
  double points;
  std::function<Finding(const Ask& ask, Rng& rng)> run;
  std::string hint = {};        // for failures that name none: where to look
  std::string if_crashed = {};  // the likely cause where the process ends at a signal,
  std::string if_slow = {};     // or is out of time
  double seconds = 2;           // of processor time, for each request
};

struct Part {
  std::string name;                // "walk"
  std::vector<std::string> files;  // the student's files that it needs
  std::string worker;              // "workers/walk.cpp", in the assignment's folder
  std::vector<Check> checks;
  // Parts before it whose mistakes show here, too: where one of them has lost points, a failed
  // check says to mend that first.
  std::vector<std::string> rests_on = {};
};

struct Assignment {
  int number;
  std::string name;  // "1_scalar_tape"
  bool engine;       // whether the workers link the engine, in double precision
  std::vector<std::string>
      headers;  // what of the project may be included: files, or folders with /
  std::vector<Part> parts;
  // Functions of the engine that are answers: a part that calls one gets nothing, however it came
  // by the declaration.
  std::vector<std::string> answers = {};
};

// All of them, in order.
const std::vector<Assignment>& assignments();

// Throws where there is none of this number or name; it says which there are.
const Assignment& find_assignment(const std::string& number_or_name);

}  // namespace tapestry::grader

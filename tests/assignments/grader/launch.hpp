// The child's half of a confined run: what it does to itself between fork and exec.
//
// The grader has threads, and of these the child has only the one that forked: a lock that another
// held, malloc's for one, stays locked for ever. So all that allocates is made before the fork, and
// what is called after it are system calls.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/descriptor.hpp"
#include "tests/assignments/grader/seccomp_filter.hpp"

namespace tapestry::grader {

// What this machine can do, found out once by a child that tries it. What it could do then is
// insisted on: where it fails later, the program is not run.
struct Abilities {
  bool files = false;      // Landlock
  bool processes = false;  // seccomp
  bool user = false;       // to become nobody, where this is root
};
const Abilities& abilities();

// The ends of the pipes that become the program's descriptors.
struct Ends {
  int nothing, said, request, answer, problem;
};

// What went wrong in the child, which it writes to `problem`.
struct Problem {
  enum class Step : int { none, descriptors, folder, limits, user, files, calls, execute };
  Step step = Step::none;
  int error = 0;
};
std::string sentence_of(const Problem& problem, const std::string& program);

class Launch {
 public:
  Launch(const Command& command, const Limits& limits);
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  // In the child: becomes the program, or writes a Problem and exits.
  [[noreturn]] void run(const Ends& ends);

 private:
  Problem::Step prepare(const Ends& ends);
  bool place_descriptors(const Ends& ends) const;
  bool set_limits() const;

  const Limits limits_;
  const bool worker_;
  const pid_t grader_;
  std::string folder_;
  std::vector<std::string> words_, environment_;
  std::vector<char*> argv_, envp_;
  long highest_descriptor_ = 0;
  unsigned long tasks_ = 0;  // that this user may have; 0 is any number
  bool become_nobody_ = false;
  Descriptor ruleset_;
  std::optional<SeccompFilter> filter_;
};

}  // namespace tapestry::grader

// Something that may end its process, run in a process of its own.
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <iostream>

#include "engine/base/error.hpp"

namespace tapestry {

// Runs it in a child process, whose stack may grow to 8 MiB, which is usual, and says whether it
// came to its end; how it ended otherwise is told on std::cerr. What it changes is lost with the
// child. Throws where there can be no child, and where it threw. For programs of one thread.
inline bool ends_well_in_a_child(const std::function<void()>& run) {
  std::cout.flush();
  constexpr int kThrew = 99;
  const pid_t child = fork();
  if (child < 0) base::fail("a child process could not be made: wait until fewer are running.");
  if (child == 0) {
    const rlimit stack{8 << 20, 8 << 20}, no_core_file{0, 0};
    if (setrlimit(RLIMIT_STACK, &stack) != 0 || setrlimit(RLIMIT_CORE, &no_core_file) != 0)
      _exit(kThrew);
    try {
      run();
    } catch (const std::exception& error) {
      std::cerr << error.what() << '\n';
      _exit(kThrew);
    }
    _exit(0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) base::fail("the child process was lost.");
  if (WIFEXITED(status) && WEXITSTATUS(status) == kThrew)
    base::fail("the child process did not do what it was to do, and said why.");
  if (WIFSIGNALED(status))
    std::cerr << "(The child process was ended by signal " << WTERMSIG(status) << ".)\n";
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace tapestry

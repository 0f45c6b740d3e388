// Landlock: which files a process and all that it starts may use from now on (Linux 5.13 or newer).
#pragma once

#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/descriptor.hpp"

namespace tapestry::grader {

// The kernel's version of it; 0 where there is none.
int landlock_version();

// What this command may use, of files and of the network. `cache` is ccache's folder, or empty.
// Made before the fork, for it allocates.
Descriptor landlock_ruleset(const Command& command, const std::filesystem::path& cache);

// Shuts this process in. False with errno where that fails. For between fork and exec.
bool enter_landlock(const Descriptor& ruleset);

}  // namespace tapestry::grader

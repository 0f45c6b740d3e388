// How much memory the machine has.
#pragma once

#include <unistd.h>

#include <cstdint>

namespace tapestry::base {

// In bytes; a number that nothing exceeds where the system does not tell. What is larger than this
// can be refused before anybody tries: where memory is promised freely, trying ends the program.
inline std::uint64_t physical_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return UINT64_MAX;
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
}

}  // namespace tapestry::base

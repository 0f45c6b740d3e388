// Which system calls a worker may make: a seccomp filter (Linux, by libseccomp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapestry::grader {

class SeccompFilter {
 public:
  // Whether libseccomp was found when this was built.
  static bool known();

  // Made before the fork, for it allocates. The process will execute `program`, given by this very
  // pointer, and nothing else.
  explicit SeccompFilter(const char* program);

  // Puts the filter on this process, for good. False with errno where that fails. For between fork
  // and exec.
  bool install();

 private:
  struct Instruction {  // the kernel's struct sock_filter
    std::uint16_t code;
    std::uint8_t if_true, if_false;
    std::uint32_t operand;
  };

  std::vector<Instruction> program_;
  std::vector<std::size_t> own_id_;  // the instructions that compare with the process's own id
};

}  // namespace tapestry::grader

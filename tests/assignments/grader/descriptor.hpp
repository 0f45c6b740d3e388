// File descriptors that are closed with their owner, and by every exec.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"

namespace tapestry::grader {

// What the system says of an errno.
inline std::string reason_of(int error) { return std::generic_category().message(error); }

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close() {
    if (is_open()) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor read, write;
};

inline Pipe make_pipe() {
  int ends[2];
#ifdef __linux__
  const bool made = pipe2(ends, O_CLOEXEC) == 0;
#else
  const bool made = pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
                    fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
#endif
  if (!made) base::fail("No pipe to another program can be made: ", reason_of(errno), ".");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace tapestry::grader

// What main() does in every program: reads the options, runs, reports errors.
#pragma once

#include <exception>
#include <iostream>
#include <string>
#include <type_traits>

namespace tapestry {

// A program whose output did not arrive has failed, though all else went well. Call it last.
// Returns `status`, or 1 in place of 0 where standard output could not be written.
inline int after_flushing(int status, const std::string& program) {
  std::cout.flush();
  if (std::cout) return status;
  std::cerr << program << ": standard output could not be written: is its disk full?\n";
  return status == 0 ? 1 : status;
}

// Calls read_options(), and run(*options) where there are some (after --help there are none), and
// returns main's status: 2 for a wrong option, 1 for any other error, whose text goes to standard
// error; otherwise 0, or what run gives back if it gives a number.
template <class ReadOptions, class Run>
int run_program(const std::string& program, const ReadOptions& read_options, const Run& run) {
  int status = 2;
  try {
    const auto options = read_options();
    status = 1;
    if constexpr (std::is_same_v<decltype(run(*options)), int>) {
      status = options ? run(*options) : 0;
    } else {
      if (options) run(*options);
      status = 0;
    }
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << program << ": " << error.what() << '\n';
  }
  return after_flushing(status, program);
}

}  // namespace tapestry

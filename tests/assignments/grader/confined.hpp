// Running somebody else's program: with limits, and shut off from the rest of the machine.
//
// It assumes a Unix. What more than limits it can do depends on the system: Linux with libseccomp
// (Debian's libseccomp-dev, found when the grader is built) and Landlock (kernel 5.13 or newer).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tapestry::grader {

struct Limits {
  double processor_seconds = 5;
  double wall_seconds = 15;                   // for what sleeps, and so takes no processor time
  std::size_t memory = std::size_t{1} << 30;  // bytes of address space
  std::size_t stack = std::size_t{1} << 20;   // bytes
  std::size_t answer = std::size_t{1} << 24;  // bytes, at most, of its answer
  std::size_t said = std::size_t{1} << 14;    // bytes kept of what it prints
  std::size_t written_file = std::size_t{1} << 28;  // bytes of a file that it may write
};

// Whom the program belongs to. A worker is a student's program: it may read the system's libraries
// and its own folder, and nothing else; it starts no processes (threads it may), opens no sockets,
// writes no files, sends no signals. A compiler starts processes and writes in its folder.
enum class Trust { worker, compiler };

struct Command {
  std::vector<std::string> words;  // the first is the program's path, absolute
  std::filesystem::path folder;    // where it runs, absolute
  std::string request;             // what it can read from descriptor 3
  Trust trust = Trust::worker;
  std::vector<std::filesystem::path> readable = {};  // files and folders it may read besides
};

enum class End {
  exited,           // code is its status
  signalled,        // code is the signal's number
  out_of_time,      // of the processor or the clock
  too_much_answer,  // it was ended because its answer grew too long
  not_started       // the program could not be run; `said` tells why
};

struct Outcome {
  End end = End::not_started;
  int code = 0;
  std::string answer;  // what it wrote to descriptor 4
  std::string said;    // the beginning of its standard output and error, mixed
  double processor_seconds = 0;
};

// Runs the command to its end, and ends all that it started. Throws only where this process itself
// lacks something (descriptors, memory). May be called from several threads.
Outcome run_confined(const Command& command, const Limits& limits = {});

// What a worker is shut off from on this machine, a phrase each: "time and memory", "files",
// "processes and network", "this user's rights" (where the grader runs as root, a worker does not).
std::vector<std::string> confinement();

}  // namespace tapestry::grader

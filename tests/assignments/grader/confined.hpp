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

// Of time, memory and files, what a process that it starts may use is counted by itself. A compiler
// needs more of all than a worker: some 64 MiB of stack, and 2 or 3 GiB of memory.
struct Limits {
  double processor_seconds = 5;               // of one process; rounded up to whole seconds
  double wall_seconds = 15;                   // for what sleeps, and so takes no processor time
  std::size_t memory = std::size_t{1} << 30;  // bytes of address space
  std::size_t stack = std::size_t{1} << 20;   // bytes
  std::size_t answer = std::size_t{1} << 24;  // bytes, at most, of its answer
  std::size_t said = std::size_t{1} << 14;    // bytes kept of what it prints
  std::size_t written_file = std::size_t{1} << 28;  // bytes of a file that it may write
};

// Whom the program belongs to. A worker is a student's program: it may read the system's libraries
// and its own folder, and nothing else; it starts no processes (threads it may), opens no sockets,
// writes no files, sends no signals but to itself. Where the grader runs as root, a worker runs as
// nobody (65534): its program, its folder and what else it reads must be open to all, up to the
// root.
//
// A compiler starts processes and writes in its folder, which is also its TMPDIR, and in ccache's,
// whose settings (CCACHE_...) it is given. It may read the system's programs and libraries, but for
// their settings no more of /etc: what a submission includes is shown in the error messages. It
// stays the grader's own user.
//
// Their environment is PATH, LANG, OPENBLAS_NUM_THREADS, HOME and TMPDIR, and none of the grader's;
// their descriptors are 0 (/dev/null), 1 and 2 (what they say), 3 (the request), 4 (the answer).
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

// Runs the command to its end, and ends all that it started: its process group, which a worker
// cannot leave where confinement() has "processes and network". Throws only where this process
// itself lacks something (descriptors, memory). May be called from several threads. The program
// also ends where the thread that called this does.
Outcome run_confined(const Command& command, const Limits& limits = {});

// What a worker is shut off from on this machine, a phrase each: "time and memory", "files",
// "processes and network", "this user's rights" (where the grader runs as root, a worker does not;
// any other user's worker keeps that user, and the first three are what shuts it in). What is named
// here is in force in every run, or else the program is not started.
std::vector<std::string> confinement();

}  // namespace tapestry::grader

#include "tests/assignments/grader/confined.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "tests/assignments/grader/descriptor.hpp"
#include "tests/assignments/grader/landlock.hpp"
#include "tests/assignments/grader/launch.hpp"

namespace tapestry::grader {

namespace {

using Clock = std::chrono::steady_clock;

// Writing to a pipe that nobody reads any more is to be an error, and not the grader's end: keeps
// SIGPIPE from this thread while it lives, and takes back the one that came.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&broken_pipe_);
    sigaddset(&broken_pipe_, SIGPIPE);
    was_pending_ = pending();
    pthread_sigmask(SIG_BLOCK, &broken_pipe_, &before_);
  }
  ~NoBrokenPipe() {
    int number = 0;
    if (!was_pending_ && pending()) sigwait(&broken_pipe_, &number);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  static bool pending() {
    sigset_t all;
    sigpending(&all);
    return sigismember(&all, SIGPIPE) == 1;
  }

  sigset_t broken_pipe_, before_;
  bool was_pending_ = false;
};

// The program and its process group, which end with this object.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  ~Child() {
    if (!reaped_) reap();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool has_ended() const {
    siginfo_t about = {};
    return waitid(P_PID, static_cast<id_t>(id_), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           about.si_pid == id_;
  }

  void kill_all() const {
    kill(-id_, SIGKILL);
    kill(id_, SIGKILL);  // which has no group of its own yet, where it has hardly begun
  }

  // Ends what is left of the group, before the program itself is forgotten: until then no other
  // process can get its number.
  void reap() {
    kill_all();
    while (wait4(id_, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    reaped_ = true;
  }

  double processor_seconds() const {
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }

  int status = 0;
  rusage usage = {};

 private:
  pid_t id_;
  bool reaped_ = false;
};

// The grader's ends of the three pipes.
struct Talk {
  Descriptor request, answer, said;
  std::size_t sent = 0;
};

void never_wait(const Descriptor& end) {
  fcntl(end.number(), F_SETFL, fcntl(end.number(), F_GETFL) | O_NONBLOCK);
}

bool try_again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

void send_more(Talk& talk, const std::string& request) {
  const std::size_t left = request.size() - talk.sent;
  const ssize_t count = write(talk.request.number(), request.data() + talk.sent, left);
  if (count > 0) talk.sent += static_cast<std::size_t>(count);
  if (talk.sent == request.size() || (count < 0 && !try_again())) talk.request.close();
}

// Keeps as much as there is room for. How many bytes there were; none where it would have to wait.
std::size_t read_more(Descriptor& end, std::string& kept, std::size_t room) {
  char bytes[1 << 16];
  const ssize_t count = read(end.number(), bytes, sizeof bytes);
  if (count == 0 || (count < 0 && !try_again())) end.close();
  if (count <= 0) return 0;
  const auto read_now = static_cast<std::size_t>(count);
  kept.append(bytes, std::min(read_now, room - std::min(room, kept.size())));
  return read_now;
}

// Writes and reads until the program has ended, or its time is over, or it answers too much.
// `End::exited` is any end of its own.
End converse(Talk& talk, const Child& child, const Command& command, const Limits& limits,
             Outcome& outcome) {
  const auto end_of_time = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(limits.wall_seconds));
  std::size_t answered = 0;
  bool ended = false;
  for (;;) {
    // The pipes' ends do not tell when the program ends: it may close them before, and another
    // process may hold them afterwards. So it is asked for every few milliseconds.
    const bool silent = !talk.answer.is_open() && !talk.said.is_open();
    pollfd ends[] = {{talk.request.number(), POLLOUT, 0},
                     {talk.answer.number(), POLLIN, 0},
                     {talk.said.number(), POLLIN, 0}};
    const bool told = poll(ends, 3, ended ? 0 : silent ? 1 : 10) >= 0;
    std::size_t read_now = 0;
    if (ends[1].revents != 0) {
      const std::size_t count = read_more(talk.answer, outcome.answer, limits.answer);
      answered += count;
      read_now += count;
    }
    if (answered > limits.answer) return End::too_much_answer;
    if (ends[2].revents != 0) read_now += read_more(talk.said, outcome.said, limits.said);
    if (ended && told && read_now == 0) return End::exited;
    if (ended && outcome.said.size() == limits.said) talk.said.close();
    if (!ended && ends[0].revents != 0) send_more(talk, command.request);
    if (!ended && child.has_ended()) {
      ended = true;  // and what it wrote last is still in the pipes
      child.kill_all();
    }
    if (Clock::now() >= end_of_time) return ended ? End::exited : End::out_of_time;
  }
}

// How a program ended that the grader did not end.
void tell_end(const Child& child, const Limits& limits, Outcome& outcome) {
  const int status = child.status;
  outcome.end = WIFSIGNALED(status) ? End::signalled : End::exited;
  outcome.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  // A program that ignores SIGXCPU gets SIGKILL; and a compiler tells only that a program of its
  // own was killed. The kernel's two counts of the time differ a little.
  const bool used_up = outcome.processor_seconds >= 0.95 * std::max(1.0, limits.processor_seconds);
  const bool killed = outcome.end == End::signalled && outcome.code == SIGKILL;
  const bool failed = outcome.end == End::exited && outcome.code != 0;
  if (outcome.end == End::signalled && outcome.code == SIGXCPU) outcome.end = End::out_of_time;
  if (used_up && (killed || failed)) outcome.end = End::out_of_time;
}

std::string why_not(const Command& command) {
  if (command.words.empty() || command.words[0].empty()) return "There is no program to be run.";
  if (command.words[0][0] != '/') {
    return base::text("'", command.words[0], "' was not run, as its path is not absolute.");
  }
  if (!command.folder.is_absolute()) {
    return base::text("'", command.words[0], "' was not run, as its folder, ", command.folder,
                      ", is not an absolute path.");
  }
  return "";
}

// What went wrong in the child before it was the program; nothing where it is.
Problem problem_from(const Descriptor& end) {
  Problem problem;
  ssize_t count;
  do {
    count = read(end.number(), &problem, sizeof problem);
  } while (count < 0 && errno == EINTR);
  return problem;
}

}  // namespace

Outcome run_confined(const Command& command, const Limits& limits) {
  Outcome outcome;
  outcome.said = why_not(command);
  if (!outcome.said.empty()) return outcome;

  Launch launch(command, limits);
  Pipe request = make_pipe(), answer = make_pipe(), said = make_pipe(), problem = make_pipe();
  Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.is_open()) base::fail("/dev/null cannot be opened: ", reason_of(errno), ".");

  const NoBrokenPipe no_broken_pipe;
  const pid_t id = fork();
  if (id < 0) base::fail("No process can be started: ", reason_of(errno), ".");
  if (id == 0) {
    launch.run({nothing.number(), said.write.number(), request.read.number(), answer.write.number(),
                problem.write.number()});
  }
  Child child(id);
  for (Descriptor* end : {&said.write, &request.read, &answer.write, &problem.write}) end->close();
  const Problem wrong = problem_from(problem.read);
  if (wrong.step != Problem::Step::none) {
    outcome.said = sentence_of(wrong, command.words[0]);
    return outcome;
  }

  Talk talk = {std::move(request.write), std::move(answer.read), std::move(said.read)};
  for (const Descriptor* end : {&talk.request, &talk.answer, &talk.said}) never_wait(*end);
  if (command.request.empty()) talk.request.close();
  const End why = converse(talk, child, command, limits, outcome);
  child.reap();
  outcome.processor_seconds = child.processor_seconds();
  if (why == End::exited) {
    tell_end(child, limits, outcome);
  } else {
    outcome.end = why;
  }
  return outcome;
}

std::vector<std::string> confinement() {
  const Abilities& able = abilities();
  std::vector<std::string> all = {"time and memory"};
  if (able.files) all.push_back("files");
  if (able.processes) all.push_back("processes and network");
  if (able.user) all.push_back("this user's rights");
  return all;
}

}  // namespace tapestry::grader

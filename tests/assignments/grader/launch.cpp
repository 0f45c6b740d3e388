#include "tests/assignments/grader/launch.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "tests/assignments/grader/landlock.hpp"

extern char** environ;

namespace tapestry::grader {

namespace {

constexpr unsigned kNobody = 65534;
constexpr int kProblemDescriptor = 5, kOutOfTheWay = 16;

// Why a program was not run, by Problem::Step.
constexpr const char* kSteps[] = {"",
                                  "its descriptors could not be placed",
                                  "its folder could not be entered",
                                  "its limits could not be set",
                                  "its user could not be changed to nobody",
                                  "Landlock could not be entered",
                                  "its system calls could not be restricted",
                                  "it could not be executed"};

// By system calls: glibc's functions of these names first tell all threads, and so take locks.
bool become_nobody() {
#ifdef __linux__
  return syscall(SYS_setgroups, 0, nullptr) == 0 &&
         syscall(SYS_setresgid, kNobody, kNobody, kNobody) == 0 &&
         syscall(SYS_setresuid, kNobody, kNobody, kNobody) == 0;
#else
  return false;
#endif
}

// Never above what this process is itself held to.
bool limit(int what, rlim_t soft, rlim_t hard) {
  const auto resource = static_cast<decltype(RLIMIT_CPU)>(what);
  rlimit now;
  if (getrlimit(resource, &now) != 0) return false;
  const rlimit wanted = {std::min(soft, now.rlim_max), std::min(hard, now.rlim_max)};
  return setrlimit(resource, &wanted) == 0;
}

// The threads of a user, which are what RLIMIT_NPROC counts.
unsigned long tasks_of(uid_t user) {
  unsigned long count = 0;
  std::error_code wrong;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", wrong)) {
    struct stat about;
    if (stat((entry.path() / "task").c_str(), &about) == 0 && about.st_uid == user &&
        about.st_nlink > 2) {
      count += about.st_nlink - 2;
    }
  }
  return count;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

// ccache's folder, where there is one: ccache itself would look for it below HOME, which for the
// compiler is another folder.
std::filesystem::path compiler_cache() {
  if (const std::string set = variable("CCACHE_DIR"); !set.empty()) return set;
  std::filesystem::path caches = variable("XDG_CACHE_HOME");
  if (caches.empty()) caches = std::filesystem::path(variable("HOME")) / ".cache";
  std::error_code wrong;
  return std::filesystem::is_directory(caches / "ccache", wrong) ? caches / "ccache"
                                                                 : std::filesystem::path();
}

std::vector<std::string> environment_for(const Command& command,
                                         const std::filesystem::path& cache) {
  std::vector<std::string> all = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "OPENBLAS_NUM_THREADS=1",
                                  "HOME=" + command.folder.string(),
                                  "TMPDIR=" + command.folder.string()};
  if (command.trust == Trust::worker) return all;
  for (char** one = environ; *one; ++one) {
    if (std::strncmp(*one, "CCACHE_", 7) == 0 && std::strncmp(*one, "CCACHE_DIR=", 11) != 0) {
      all.emplace_back(*one);
    }
  }
  if (!cache.empty()) all.push_back("CCACHE_DIR=" + cache.string());
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

Abilities try_all() {
  if (landlock_version() == 0 && !SeccompFilter::known() && geteuid() != 0) return {};
  Descriptor ruleset;
  if (landlock_version() > 0) ruleset = landlock_ruleset({}, {});
  std::optional<SeccompFilter> filter;
  if (SeccompFilter::known()) filter.emplace("");
  const pid_t child = fork();
  if (child < 0) base::fail("No process can be started: ", reason_of(errno), ".");
  if (child == 0) {
    const bool user = geteuid() == 0 && become_nobody();
    const bool files = ruleset.is_open() && enter_landlock(ruleset);
    const bool processes = filter && filter->install();
    _exit((files ? 1 : 0) | (processes ? 2 : 0) | (user ? 4 : 0));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const int done = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  return {(done & 1) != 0, (done & 2) != 0, (done & 4) != 0};
}

}  // namespace

const Abilities& abilities() {
  static const Abilities all = try_all();
  return all;
}

std::string sentence_of(const Problem& problem, const std::string& program) {
  return base::text("'", program, "' was not run, as ", kSteps[static_cast<int>(problem.step)],
                    ": ", reason_of(problem.error), ".");
}

Launch::Launch(const Command& command, const Limits& limits)
    : limits_(limits),
      worker_(command.trust == Trust::worker),
      grader_(getpid()),
      folder_(command.folder.string()),
      words_(command.words),
      highest_descriptor_(std::min(sysconf(_SC_OPEN_MAX), 65536L)) {
  const Abilities& able = abilities();
  const std::filesystem::path cache = worker_ ? std::filesystem::path() : compiler_cache();
  environment_ = environment_for(command, cache);
  argv_ = pointers_to(words_);
  envp_ = pointers_to(environment_);
  if (able.files) {  // above the program's own descriptors, which the child puts in place first
    const Descriptor made = landlock_ruleset(command, cache);
    ruleset_ = Descriptor(fcntl(made.number(), F_DUPFD_CLOEXEC, kOutOfTheWay));
    if (!ruleset_.is_open()) base::fail("No descriptor is left: ", reason_of(errno), ".");
  }
  if (!worker_) return;
  become_nobody_ = able.user;
  if (able.processes) filter_.emplace(argv_[0]);
#ifdef __linux__
  // Above what the user has already, for that may be a whole desktop. For threads; and where there
  // is no seccomp, a program that does nothing but fork ends at it.
  tasks_ = tasks_of(become_nobody_ ? kNobody : getuid()) + 512;
#endif
}

bool Launch::place_descriptors(const Ends& ends) const {
  const int from[] = {ends.nothing, ends.said, ends.said, ends.request, ends.answer, ends.problem};
  int moved[6];
  for (int i = 0; i < 6; ++i) {  // out of the way first: one of them may be another's place
    moved[i] = fcntl(from[i], F_DUPFD_CLOEXEC, kOutOfTheWay);
    if (moved[i] < 0) return false;
  }
  for (int i = 0; i < 6; ++i) {
    if (dup2(moved[i], i) < 0) return false;
  }
  if (fcntl(kProblemDescriptor, F_SETFD, FD_CLOEXEC) != 0) return false;
  return true;
}

bool Launch::set_limits() const {
  const auto seconds = static_cast<rlim_t>(std::max(1.0, std::ceil(limits_.processor_seconds)));
  // At the soft limit comes SIGXCPU, which a program may ignore, and at the hard one SIGKILL.
  if (!limit(RLIMIT_CPU, seconds, seconds + 1)) return false;
  if (!limit(RLIMIT_STACK, limits_.stack, limits_.stack)) return false;
  if (!limit(RLIMIT_FSIZE, limits_.written_file, limits_.written_file)) return false;
  if (!limit(RLIMIT_CORE, 0, 0)) return false;
#ifdef __linux__
  if (tasks_ > 0 && !limit(RLIMIT_NPROC, tasks_, tasks_)) return false;
  return limit(RLIMIT_AS, limits_.memory, limits_.memory);
#else
  limit(RLIMIT_AS, limits_.memory, limits_.memory);  // macOS may refuse it
  return true;
#endif
}

// The step that failed, with errno; or none.
Problem::Step Launch::prepare(const Ends& ends) {
  setsid();
  if (!place_descriptors(ends)) return Problem::Step::descriptors;
  if (chdir(folder_.c_str()) != 0) return Problem::Step::folder;
  if (!set_limits()) return Problem::Step::limits;
  if (become_nobody_ && !become_nobody()) return Problem::Step::user;
#ifdef __linux__
  // Ends with the grader. After the change of user, which forgets it; and before the look at the
  // parent, which may have ended earlier.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != grader_) return Problem::Step::user;
  if (worker_ && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Problem::Step::user;
#endif
  if (ruleset_.is_open() && !enter_landlock(ruleset_)) return Problem::Step::files;
    // What the grader has open and did not mark to be closed by exec, a file of std::ofstream for
    // one.
#ifdef SYS_close_range
  if (syscall(SYS_close_range, kProblemDescriptor + 1, ~0U, 0U) != 0)
#endif
  {
    for (long i = kProblemDescriptor + 1; i < highest_descriptor_; ++i) close(static_cast<int>(i));
  }
  // The grader's handlers are gone with exec, but not what it ignores or blocks.
  for (int i = 1; i < NSIG; ++i) signal(i, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (filter_ && !filter_->install()) return Problem::Step::calls;
  execve(argv_[0], argv_.data(), envp_.data());
  return Problem::Step::execute;
}

void Launch::run(const Ends& ends) {
  const Problem::Step step = prepare(ends);
  const Problem problem = {step, errno};
  // Where its descriptors could not be placed, the pipe is still where it was.
  const int where = step == Problem::Step::descriptors ? ends.problem : kProblemDescriptor;
  const ssize_t written = write(where, &problem, sizeof problem);
  _exit(written == sizeof problem ? 126 : 127);
}

}  // namespace tapestry::grader

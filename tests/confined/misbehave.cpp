// A program that does what a student's must not: the tests of grading/ run it, confined.
//
//   misbehave MODE [WORD]
//
// What is refused to it or done is printed, a line each: "fork: refused".
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <new>
#include <string>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#endif

extern char** environ;

namespace {

void report(const char* attempt, bool done) {
  std::printf("%s: %s\n", attempt, done ? "done" : "refused");
  std::fflush(stdout);
}

int echo() {
  std::vector<char> bytes(1 << 16);
  for (;;) {
    const ssize_t count = read(3, bytes.data(), bytes.size());
    if (count <= 0) return count == 0 ? 0 : 1;
    for (ssize_t sent = 0; sent < count;) {
      const ssize_t now = write(4, bytes.data() + sent, static_cast<std::size_t>(count - sent));
      if (now <= 0) return 2;
      sent += now;
    }
  }
}

[[noreturn]] void spin() {
  volatile unsigned i = 0;
  for (;;) i = i + 1;
}

int recurse(int depth) {  // deeper than any stack
  volatile char used[1024] = {};
  return depth == 1 << 30 ? 0 : recurse(depth + 1) + used[depth % 1024];
}

[[noreturn]] void write_for_ever(int descriptor) {
  const std::vector<char> bytes(1 << 16, 'x');
  while (write(descriptor, bytes.data(), bytes.size()) > 0) {
  }
  std::exit(9);
}

int use_memory() {
  try {
    std::vector<char*> kept;
    for (int i = 0; i < 1000; ++i) {
      kept.push_back(new char[1 << 24]);
      std::memset(kept.back(), 1, 1 << 24);
    }
  } catch (const std::bad_alloc&) {
    std::puts("bad_alloc");
    return 5;
  }
  return 0;
}

int start_processes() {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  report("fork", child > 0);
  const pid_t other = vfork();
  if (other == 0) _exit(0);
  report("vfork", other > 0);
  report("system", std::system("exit 0") == 0);
  FILE* const command = popen("exit 0", "r");
  report("popen", command != nullptr);
  char shell[] = "/bin/sh", option[] = "-c", text[] = "exit 0";
  char* const words[] = {shell, option, text, nullptr};
  pid_t spawned;
  report("posix_spawn", posix_spawn(&spawned, shell, nullptr, nullptr, words, environ) == 0);
  report("setsid", setsid() > 0 || setpgid(0, 0) == 0);
#ifdef __linux__
  report("clone", syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr) >= 0);
#endif
  execv(shell, words);
  report("exec", false);
  return 0;
}

// Forks as fast as it may; where it may not, once.
int fork_bomb() {
  if (fork() < 0) {
    report("fork", false);
    return 0;
  }
  for (;;) fork();
}

// Goes, and leaves a process that holds its pipes.
int leave_process() {
  const pid_t child = fork();
  if (child == 0) {
    for (;;) pause();
  }
  report("fork", child > 0);
  return 0;
}

bool can_open(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags, 0666);
  if (file >= 0) close(file);
  return file >= 0;
}

int write_files(const std::string& existing) {
  report("a new file in its folder", can_open("new.txt", O_WRONLY | O_CREAT));
  report("a new file of fopen", std::fopen("newer.txt", "w") != nullptr);
  report("a file in /tmp", can_open("/tmp/tapestry_misbehave.txt", O_RDWR | O_CREAT));
  report("to write an existing file", can_open(existing, O_WRONLY));
  report("to empty an existing file", can_open(existing, O_RDONLY | O_TRUNC));
  report("to truncate it", truncate(existing.c_str(), 0) == 0);
  report("to rename it", rename(existing.c_str(), (existing + "2").c_str()) == 0);
  report("to link it", link(existing.c_str(), "linked") == 0);
  report("a symbolic link", symlink("/", "symbolic") == 0);
  report("to remove it", unlink(existing.c_str()) == 0);
  report("a folder", mkdir("folder", 0777) == 0);
  report("the rights of its folder", chmod(".", 0777) == 0);
#ifdef __linux__
  report("a file without a name", can_open(".", O_TMPFILE | O_WRONLY));
  report("a file in memory", memfd_create("file", 0) >= 0);
#endif
  return 0;
}

int read_file(const std::string& path) {
  report("to read", can_open(path, O_RDONLY));
  return 0;
}

int connect_to(const std::string& port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int tcp = socket(AF_INET, SOCK_STREAM, 0);
  report("socket", tcp >= 0);
  report("connect", connect(tcp, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  int pair[2];
  report("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  return 0;
}

// Another process, of the same user.
int attack([[maybe_unused]] const std::string& process) {
#ifdef __linux__
  const pid_t id = std::stoi(process);
  report("kill", kill(id, SIGTERM) == 0);
  report("tgkill", syscall(SYS_tgkill, id, id, SIGTERM) == 0);
  report("tkill", syscall(SYS_tkill, id, SIGTERM) == 0);
  report("sigqueue", sigqueue(id, SIGTERM, {}) == 0);
  int ends[2];
  report("a pipe's signal", pipe(ends) == 0 && fcntl(ends[0], F_SETOWN, id) == 0);
  report("ptrace", ptrace(PTRACE_ATTACH, id, nullptr, nullptr) == 0);
  char byte = 0;
  const iovec here = {&byte, 1}, there = {&environ, 1};
  const ssize_t count = process_vm_readv(id, &here, 1, &there, 1, 0);
  report("to read its memory", count >= 0 || errno == EFAULT);
  report("/proc/ID/mem", can_open("/proc/" + process + "/mem", O_RDONLY));
  rlimit limit = {1, 1};
  report("its limits", prlimit(id, RLIMIT_CPU, &limit, nullptr) == 0);
  report("its priority", setpriority(PRIO_PROCESS, static_cast<id_t>(id), 19) == 0);
#endif
  return 0;
}

int undo() {
  rlimit limit = {};
  report("to ask for a limit", getrlimit(RLIMIT_CPU, &limit) == 0);
  report("to set a limit", setrlimit(RLIMIT_CPU, &limit) == 0);
#ifdef __linux__
  report("to outlive the grader", prctl(PR_SET_PDEATHSIG, 0) == 0);
  report("a name space", syscall(SYS_unshare, 0x10000000) == 0);  // CLONE_NEWUSER
  report("fchmodat2, a newer call", syscall(452, AT_FDCWD, ".", 0777, 0) == 0);
#endif
  return 0;
}

int use_threads() {
  int sums[2] = {};
  std::thread first([&sums] { sums[0] = 3; }), second([&sums] { sums[1] = 4; });
  first.join();
  second.join();
  return sums[0] + sums[1];
}

int list_descriptors() {
  for (int i = 0; i < 1024; ++i) {
    if (fcntl(i, F_GETFD) >= 0) std::printf("%d ", i);
  }
  return 0;
}

int list_environment() {
  for (char** one = environ; *one; ++one) std::puts(*one);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::string mode = count > 1 ? words[1] : "", word = count > 2 ? words[2] : "";
  const std::map<std::string, std::function<int()>> modes = {
      {"echo", echo},
      {"exit", [&] { return std::stoi(word); }},
      {"null", [] { return *static_cast<volatile int*>(nullptr); }},
      {"abort", []() -> int { std::abort(); }},
      {"spin", []() -> int { spin(); }},
      {"spin on",
       []() -> int {
         signal(SIGXCPU, SIG_IGN);
         spin();
       }},
      {"sleep", [] { return static_cast<int>(sleep(1000)); }},
      {"memory", use_memory},
      {"recurse", [] { return recurse(0); }},
      {"say", []() -> int { write_for_ever(1); }},
      {"answer", []() -> int { write_for_ever(4); }},
      {"answer and say",
       [] {
         std::puts("out");
         std::fputs("err\n", stderr);
         return write(4, "answer", 6) == 6 ? 0 : 1;
       }},
      {"processes", start_processes},
      {"fork bomb", fork_bomb},
      {"leave", leave_process},
      {"write", [&] { return write_files(word); }},
      {"read", [&] { return read_file(word); }},
      {"connect", [&] { return connect_to(word); }},
      {"attack", [&] { return attack(word); }},
      {"kill parent", [] { return kill(getppid(), SIGKILL) == 0 ? 0 : 1; }},
      {"undo", undo},
      {"close 4",
       [] {
         close(4);
         close(2);
         std::puts("on");
         std::fflush(stdout);
         close(1);
         std::this_thread::sleep_for(std::chrono::milliseconds(300));
         return 3;
       }},
      {"threads", use_threads},
      {"descriptors", list_descriptors},
      {"environment", list_environment},
      {"folder",
       [] {
         std::puts(getcwd(nullptr, 0));
         return 0;
       }},
      {"user",
       [] {
         std::printf("%u %u %u %u %d\n", getuid(), geteuid(), getgid(), getegid(),
                     getgroups(0, nullptr));
         return 0;
       }},
  };
  const auto found = modes.find(mode);
  return found == modes.end() ? 99 : found->second();
}

// Programs that misbehave, and what comes of it. Most of them are one: ../confined/misbehave.cpp.
#include "tests/assignments/grader/confined.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "tests/places.hpp"
#include "tests/process.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::grader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
namespace fs = std::filesystem;

constexpr fs::perms kForAll = fs::perms::all;
constexpr fs::perms kToRead = static_cast<fs::perms>(0755);

bool can_confine(const std::string& what) {
  const std::vector<std::string> all = confinement();
  return std::find(all.begin(), all.end(), what) != all.end();
}

#define NEEDS(what) \
  if (!can_confine(what)) GTEST_SKIP() << "This machine cannot confine: " << what

// How many processes have this text in their command lines.
int processes_of(const std::string& text) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    if (bytes_of((entry.path() / "cmdline").string()).find(text) != std::string::npos) ++count;
  }
  return count;
}

// What was killed takes a moment to go.
bool all_gone(const std::string& text) {
  for (int i = 0; i < 3000 && processes_of(text) > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return processes_of(text) == 0;
}

class Confined : public testing::Test {
 protected:
  Confined() {
    fs::permissions(folder_.path(), kToRead);
    fs::copy_file(fs::path(test::kTestsFolder) / "misbehave", program_);
    fs::permissions(program_, kToRead);
    limits_.wall_seconds = 120;  // for what waits for a processor
  }

  Outcome run(std::vector<std::string> words, const std::string& request = "") {
    words.insert(words.begin(), program_.string());
    return run_confined({words, folder_.path(), request, trust_, readable_}, limits_);
  }

  // What it says, where it ends by itself and well.
  std::string said_by(const std::vector<std::string>& words) {
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.end, End::exited) << outcome.said;
    EXPECT_EQ(outcome.code, 0) << outcome.said;
    return outcome.said;
  }

  TemporaryFolder folder_;
  fs::path program_ = folder_ / "misbehave";
  Limits limits_;
  Trust trust_ = Trust::worker;
  std::vector<fs::path> readable_;
};

// What misbehave says where each of its attempts is refused.
std::string all_refused(const std::vector<std::string>& attempts) {
  std::string all;
  for (const std::string& attempt : attempts) all += attempt + ": refused\n";
  return all;
}

TEST_F(Confined, AnswersARequestLargerThanAPipe) {
  std::string request(5 << 20, 'a');
  for (std::size_t i = 0; i < request.size(); i += 1000) request[i] = static_cast<char>(i / 1000);
  const Outcome outcome = run({"echo"}, request);
  EXPECT_EQ(outcome.end, End::exited) << outcome.said;
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(outcome.answer == request) << outcome.answer.size() << " bytes";
}

TEST_F(Confined, MayLeaveTheRequestUnread) {
  const Outcome outcome = run({"exit", "7"}, std::string(5 << 20, 'a'));
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 7);
  sigset_t pending;
  sigpending(&pending);
  EXPECT_FALSE(sigismember(&pending, SIGPIPE));
}

TEST_F(Confined, AnswersApartFromWhatItSays) {
  const Outcome outcome = run({"answer and say"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.answer, "answer");
  EXPECT_EQ(outcome.said, "err\nout\n");  // stdout is a pipe, and written at the end
}

TEST_F(Confined, TellsTheSignal) {
  const Outcome null = run({"null"});
  EXPECT_EQ(null.end, End::signalled);
  EXPECT_EQ(null.code, SIGSEGV);
  const Outcome abort = run({"abort"});
  EXPECT_EQ(abort.end, End::signalled);
  EXPECT_EQ(abort.code, SIGABRT);
}

TEST_F(Confined, MayUseSoMuchProcessorTime) {
  limits_.processor_seconds = 1;
  const Outcome outcome = run({"spin"});
  EXPECT_EQ(outcome.end, End::out_of_time);
  EXPECT_GT(outcome.processor_seconds, 0.8);
  EXPECT_LT(outcome.processor_seconds, 5);
}

TEST_F(Confined, CannotIgnoreTheEndOfItsTime) {
  limits_.processor_seconds = 1;
  const Outcome outcome = run({"spin on"});
  EXPECT_EQ(outcome.end, End::out_of_time);
  EXPECT_LT(outcome.processor_seconds, 6);
}

TEST_F(Confined, MayNotSleepOn) {
  limits_.wall_seconds = 1;
  const double seconds = seconds_of([&] { EXPECT_EQ(run({"sleep"}).end, End::out_of_time); });
  EXPECT_GE(seconds, 1);
  EXPECT_LT(seconds, 60);
}

TEST_F(Confined, MayUseSoMuchMemory) {
  limits_.memory = std::size_t{1} << 28;
  const Outcome outcome = run({"memory"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 5);
  EXPECT_EQ(outcome.said, "bad_alloc\n");
}

TEST_F(Confined, HasASmallStack) {
  const Outcome outcome = run({"recurse"});
  EXPECT_EQ(outcome.end, End::signalled);
  EXPECT_EQ(outcome.code, SIGSEGV);
}

TEST_F(Confined, SaysOnlySoMuch) {
  limits_.processor_seconds = 1;
  limits_.said = 1000;
  const Outcome outcome = run({"say"});
  EXPECT_EQ(outcome.end, End::out_of_time);
  EXPECT_EQ(outcome.said, std::string(1000, 'x'));
}

TEST_F(Confined, AnswersOnlySoMuch) {
  limits_.answer = 1 << 20;
  const Outcome outcome = run({"answer"});
  EXPECT_EQ(outcome.end, End::too_much_answer);
  EXPECT_LE(outcome.answer.size(), limits_.answer);
  // And no more than that is an answer.
  const Outcome whole = run({"echo"}, std::string(1 << 20, 'a'));
  EXPECT_EQ(whole.end, End::exited);
  EXPECT_EQ(whole.answer.size(), limits_.answer);
}

TEST_F(Confined, MayCloseItsDescriptorsAndGoOn) {
  const Outcome outcome = run({"close 4"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.said, "on\n");
}

TEST_F(Confined, MayHaveThreads) { EXPECT_EQ(run({"threads"}).code, 7); }

TEST_F(Confined, HasFiveDescriptors) {
  const int open_here = open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  EXPECT_EQ(said_by({"descriptors"}), "0 1 2 3 4 ");
  close(open_here);
}

TEST_F(Confined, HasAnEnvironmentOfItsOwn) {
  setenv("TAPESTRY_SECRET", "1", 1);
  const std::string folder = folder_.path().string();
  EXPECT_EQ(said_by({"environment"}),
            "PATH=/usr/bin:/bin\nLANG=C.UTF-8\nOPENBLAS_NUM_THREADS=1\nHOME=" + folder +
                "\nTMPDIR=" + folder + "\n");
  EXPECT_EQ(said_by({"folder"}), fs::canonical(folder_.path()).string() + "\n");
}

TEST_F(Confined, IsNobodyWhereTheGraderIsRoot) {
  NEEDS("this user's rights");
  EXPECT_EQ(said_by({"user"}), "65534 65534 65534 65534 0\n");
}

TEST_F(Confined, StartsNoProcesses) {
  NEEDS("processes and network");
  EXPECT_EQ(said_by({"processes"}), all_refused({"fork", "vfork", "system", "popen", "posix_spawn",
                                                 "setsid", "clone", "exec"}));
}

TEST_F(Confined, IsNoForkBomb) {
  limits_.processor_seconds = 1;
  limits_.wall_seconds = 5;
  const Outcome outcome = run({"fork bomb"});
  if (can_confine("processes and network")) {
    EXPECT_EQ(outcome.end, End::exited);
    EXPECT_EQ(outcome.said, "fork: refused\n");
  }
  EXPECT_TRUE(all_gone(program_.string()));
}

TEST_F(Confined, LeavesNoProcessBehind) {
  trust_ = Trust::compiler;  // which may start them
  const double seconds = seconds_of([&] { EXPECT_EQ(said_by({"leave"}), "fork: done\n"); });
  EXPECT_LT(seconds, 60);  // though the other process holds the pipes for ever
  EXPECT_TRUE(all_gone(program_.string()));
}

TEST_F(Confined, WritesNoFiles) {
  if (!can_confine("files")) NEEDS("processes and network");
  TemporaryFolder other;
  fs::permissions(folder_.path(), kForAll);
  fs::permissions(other.path(), kForAll);
  std::ofstream(other / "existing.txt") << "as it was";
  fs::permissions(other / "existing.txt", kForAll);
  const std::size_t before = folder_.files();
  EXPECT_EQ(
      said_by({"write", other.file("existing.txt")}),
      all_refused({"a new file in its folder", "a new file of fopen", "a file in /tmp",
                   "to write an existing file", "to empty an existing file", "to truncate it",
                   "to rename it", "to link it", "a symbolic link", "to remove it", "a folder",
                   "the rights of its folder", "a file without a name", "a file in memory"}));
  EXPECT_EQ(bytes_of(other.file("existing.txt")), "as it was");
  EXPECT_EQ(folder_.files(), before);
  EXPECT_EQ(other.files(), 1U);
}

TEST_F(Confined, ReadsItsFolderAndWhatItIsGiven) {
  TemporaryFolder other;
  fs::permissions(other.path(), kToRead);
  for (const std::string& path : {folder_.file("own.txt"), other.file("other.txt")}) {
    std::ofstream(path) << "text";
  }
  EXPECT_EQ(said_by({"read", folder_.file("own.txt")}), "to read: done\n");
  EXPECT_EQ(said_by({"read", "/usr/include/stdio.h"}), "to read: done\n");
  readable_ = {other.path()};
  EXPECT_EQ(said_by({"read", other.file("other.txt")}), "to read: done\n");
  readable_ = {other.path() / "other.txt"};
  EXPECT_EQ(said_by({"read", other.file("other.txt")}), "to read: done\n");
  readable_.clear();
  NEEDS("files");
  EXPECT_EQ(said_by({"read", other.file("other.txt")}), "to read: refused\n");
  EXPECT_EQ(said_by({"read", "/etc/passwd"}), "to read: refused\n");
  EXPECT_EQ(said_by({"read", "/proc/version"}), "to read: refused\n");
}

TEST_F(Confined, ConnectsToNothing) {
  NEEDS("processes and network");
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_EQ(said_by({"connect", std::to_string(ntohs(address.sin_port))}),
            all_refused({"socket", "connect", "socketpair"}));
  close(listener);
}

// A process of the user that the worker has.
class Neighbour {
 public:
  Neighbour() : id_(fork()) {
    if (id_ != 0) return;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(1);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // should the worker manage to end this test
#endif
    for (;;) pause();
  }
  ~Neighbour() {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  std::string id() const { return std::to_string(id_); }
  bool lives() const { return waitpid(id_, nullptr, WNOHANG) == 0; }

 private:
  pid_t id_;
};

TEST_F(Confined, LeavesOtherProcessesAlone) {
  NEEDS("processes and network");
  NEEDS("files");  // for /proc/ID/mem
  const std::string refused =
      all_refused({"kill", "tgkill", "tkill", "sigqueue", "a pipe's signal", "ptrace",
                   "to read its memory", "/proc/ID/mem", "its limits", "its priority"});
  const Neighbour neighbour;
  EXPECT_EQ(said_by({"attack", neighbour.id()}), refused);
  EXPECT_TRUE(neighbour.lives());
  EXPECT_EQ(said_by({"attack", std::to_string(getpid())}), refused);  // its parent
  EXPECT_EQ(run({"kill parent"}).code, 1);
}

TEST_F(Confined, CannotUndoIt) {
  NEEDS("processes and network");
  EXPECT_EQ(said_by({"undo"}), "to ask for a limit: done\n" +
                                   all_refused({"to set a limit", "to outlive the grader",
                                                "a name space", "fchmodat2, a newer call"}));
}

TEST_F(Confined, RunsInSeveralThreads) {
  std::string requests[4];
  Outcome outcomes[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    requests[i] = std::string(1 << 20, static_cast<char>('a' + i));
    threads.emplace_back([&, i] {
      for (int again = 0; again < 5; ++again) outcomes[i] = run({"echo"}, requests[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(outcomes[i].end, End::exited) << outcomes[i].said;
    EXPECT_TRUE(outcomes[i].answer == requests[i]);
  }
}

TEST_F(Confined, TellsWhyItWasNotStarted) {
  const auto not_started = [&](const std::vector<std::string>& words, const fs::path& folder) {
    const Outcome outcome = run_confined({words, folder, "request"}, limits_);
    EXPECT_EQ(outcome.end, End::not_started);
    return outcome.said;
  };
  const std::string none = folder_.file("none");
  EXPECT_EQ(not_started({none}, folder_.path()),
            "'" + none + "' was not run, as it could not be executed: No such file or directory.");
  EXPECT_EQ(not_started({program_.string()}, none),
            "'" + program_.string() +
                "' was not run, as its folder could not be entered: No such file or directory.");
  EXPECT_EQ(not_started({"misbehave"}, folder_.path()),
            "'misbehave' was not run, as its path is not absolute.");
  EXPECT_EQ(not_started({}, folder_.path()), "There is no program to be run.");
}

// The compiler that is on every machine that builds this.
class ConfinedCompiler : public Confined {
 protected:
  ConfinedCompiler() {
    trust_ = Trust::compiler;
    limits_ = {120, 600, std::size_t{4} << 30, std::size_t{64} << 20};
    std::ofstream(folder_ / "main.cpp") << "#include <cstdio>\nint main() { std::puts(\"hi\"); }\n";
  }

  Outcome compile(const std::vector<std::string>& words) {
    return run_confined({words, folder_.path(), "", trust_}, limits_);
  }
};

TEST_F(ConfinedCompiler, CompilesInItsFolder) {
  const Outcome outcome = compile({"/usr/bin/c++", "main.cpp", "-o", "main"});
  ASSERT_EQ(outcome.end, End::exited) << outcome.said;
  ASSERT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_GT(outcome.processor_seconds, 0.01);  // of the processes that it started
  EXPECT_EQ(run_confined({{folder_.file("main")}, folder_.path(), ""}).said, "hi\n");
}

TEST_F(ConfinedCompiler, CompilesThroughCcache) {
  if (!fs::exists("/usr/bin/ccache")) GTEST_SKIP() << "ccache is not installed";
  const TemporaryFolder cache;
  setenv("CCACHE_DIR", cache.path().c_str(), 1);
  const Outcome outcome = compile({"/usr/bin/ccache", "/usr/bin/c++", "-c", "main.cpp"});
  EXPECT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_TRUE(fs::exists(folder_ / "main.o"));
  EXPECT_GT(cache.files(), 0U);
  unsetenv("CCACHE_DIR");
}

TEST_F(ConfinedCompiler, TellsErrors) {
  std::ofstream(folder_ / "main.cpp") << "int main() { return nothing; }\n";
  const Outcome outcome = compile({"/usr/bin/c++", "main.cpp", "-o", "main"});
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.said, HasSubstr("main.cpp:1:21: error:"));
}

TEST_F(ConfinedCompiler, ReadsAndWritesNothingElse) {
  NEEDS("files");
  const TemporaryFolder other;
  const Outcome writes = compile({"/usr/bin/c++", "main.cpp", "-o", other.file("main")});
  EXPECT_NE(writes.code, 0);
  EXPECT_EQ(other.files(), 0U);

  std::ofstream(other / "solution.hpp") << "secret";
  for (const std::string& secret : {other.file("solution.hpp"), std::string("/etc/passwd")}) {
    std::ofstream(folder_ / "main.cpp") << "#include \"" << secret << "\"\n";
    const Outcome reads = compile({"/usr/bin/c++", "-E", "main.cpp"});
    EXPECT_NE(reads.code, 0);
    EXPECT_THAT(reads.said, HasSubstr("Permission denied"));
  }
}

TEST(Confinement, NamesWhatIsInForce) {
  EXPECT_EQ(confinement().front(), "time and memory");
  EXPECT_EQ(can_confine("this user's rights"), geteuid() == 0);
}

}  // namespace
}  // namespace tapestry::grader

// What a student's program is shut off from: files, processes, the network, other rights.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "tests/grading/confined.hpp"

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cstdlib>
#include <fstream>

namespace tapestry::grader {
namespace {

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

}  // namespace
}  // namespace tapestry::grader

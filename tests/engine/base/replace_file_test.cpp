// replace_file: the old file or the new one, whatever happens; and what the old one was stays so.
#include "engine/base/replace_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

#include "engine/base/error.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

mode_t mode_of(const fs::path& path) {
  struct stat about = {};
  EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
  return about.st_mode & 07777;
}

std::string refusal(const fs::path& path, const std::string& bytes = "new") {
  try {
    replace_file(path, bytes, "test");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// In a process of its own, which is not the superuser's: the superuser may write everything.
int status_of_a_user(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(77);
    _exit(holds() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class ReplaceFile : public testing::Test {
 protected:
  TemporaryFolder folder_;
  fs::path path_ = folder_ / "data.bin";
};

TEST_F(ReplaceFile, WritesANewFileWithThePermissionsThatTheUmaskLeaves) {
  const std::string bytes("a\0b\n", 4);
  const mode_t before = umask(027);
  replace_file(path_, bytes, "test");
  umask(before);
  EXPECT_EQ(contents(path_), bytes);
  EXPECT_EQ(mode_of(path_), 0640u);
  EXPECT_EQ(folder_.files(), 1u);
}

TEST_F(ReplaceFile, KeepsThePermissionsOfAFileThatIsThere) {
  for (const mode_t mode : {0600, 0644, 0660, 0755, 0606}) {
    std::ofstream(path_) << "old";
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    replace_file(path_, "new", "test");
    EXPECT_EQ(contents(path_), "new");
    EXPECT_EQ(mode_of(path_), mode);
  }
}

TEST_F(ReplaceFile, KeepsTheOwnerWhereItMay) {
  if (geteuid() != 0) GTEST_SKIP() << "only the superuser may";
  std::ofstream(path_) << "old";
  ASSERT_EQ(chown(path_.c_str(), 65534, 65534), 0);
  replace_file(path_, "new", "test");
  struct stat about = {};
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_uid, 65534u);
  EXPECT_EQ(about.st_gid, 65534u);
}

TEST_F(ReplaceFile, ALinkStaysOneAndItsTargetIsWritten) {
  fs::create_directories(folder_ / "far/away");
  const fs::path target = folder_ / "far/away/target";
  std::ofstream(target) << "old";
  ASSERT_EQ(chmod(target.c_str(), 0600), 0);
  fs::create_symlink("away/target", folder_ / "far/second");
  fs::create_symlink("far/second", path_);
  replace_file(path_, "new", "test");
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_TRUE(fs::is_symlink(folder_ / "far/second"));
  EXPECT_EQ(contents(target), "new");
  EXPECT_EQ(mode_of(target), 0600u);
}

TEST_F(ReplaceFile, ALinkToNothingGetsItsTarget) {
  fs::create_symlink(folder_ / "target", path_);
  replace_file(path_, "new", "test");
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(contents(folder_ / "target"), "new");
}

TEST_F(ReplaceFile, LinksInACircleAreAnError) {
  fs::create_symlink("other", path_);
  fs::create_symlink("data.bin", folder_ / "other");
  EXPECT_THAT(refusal(path_), HasSubstr("Too many levels of symbolic links"));
  EXPECT_EQ(folder_.files(), 2u);
}

// Names that leave no room for an ending; of one byte a character, and of three.
TEST_F(ReplaceFile, SavesTheLongestName) {
  std::string three;
  while (three.size() < 255) three += "\xE2\x82\xAC";
  for (const std::string& name : {std::string(250, 'n'), std::string(255, 'n'), three}) {
    replace_file(folder_ / name, "new", "test");
    EXPECT_EQ(contents(folder_ / name), "new");
  }
  EXPECT_EQ(folder_.files(), 3u);
  EXPECT_THAT(refusal(folder_ / std::string(256, 'n')), HasSubstr("File name too long"));
}

TEST_F(ReplaceFile, WhatIsNoFileIsWrittenToAsItIs) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  std::string read_there;
  std::thread reader([&] { read_there = contents(path_); });
  replace_file(path_, "new", "test");
  reader.join();
  EXPECT_EQ(read_there, "new");
  EXPECT_TRUE(fs::is_fifo(path_));
  replace_file("/dev/null", "new", "test");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_THAT(refusal("/dev/full"), HasSubstr("No space left on device"));
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("Is a directory"));
  EXPECT_THAT(refusal(folder_ / "none/data.bin"), HasSubstr("No such file or directory"));
}

// As on a full disk: the system takes a part, and no more.
TEST_F(ReplaceFile, WithoutRoomTheOldFileStays) {
  std::ofstream(path_) << "old";
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small = {1 << 16, before.rlim_max};
  const auto signal_before = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string said = refusal(path_, std::string(1 << 20, 'n'));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, signal_before);
  EXPECT_EQ(said, "test: '" + path_.string() +
                      "' cannot be written (File too large): its folder must exist, be writable "
                      "and have room.");
  EXPECT_EQ(contents(path_), "old");
  EXPECT_EQ(folder_.files(), 1u);
}

TEST_F(ReplaceFile, AFolderOrAFileThatMayNotBeWrittenIsAnError) {
  fs::create_directories(folder_ / "closed");
  fs::create_directories(folder_ / "open");
  std::ofstream(folder_ / "closed/data") << "old";
  std::ofstream(folder_ / "open/data") << "old";
  ASSERT_EQ(chmod((folder_ / "closed/data").c_str(), 0666), 0);
  ASSERT_EQ(chmod((folder_ / "open/data").c_str(), 0444), 0);
  ASSERT_EQ(chmod((folder_ / "closed").c_str(), 0555), 0);
  ASSERT_EQ(chmod((folder_ / "open").c_str(), 0777), 0);
  for (const std::string name : {"closed/data", "open/data", "closed/new"})
    EXPECT_EQ(status_of_a_user([&] {
                return refusal(folder_ / name).find("Permission denied") != std::string::npos;
              }),
              0)
        << name;
  EXPECT_EQ(status_of_a_user([&] {
              try {
                require_writable_folder(folder_ / "closed", "--out");
              } catch (const Error& error) {
                return std::string(error.what()).find("nothing can be written into") == 7;
              }
              return false;
            }),
            0);
  ASSERT_EQ(chmod((folder_ / "closed").c_str(), 0755), 0);
  EXPECT_EQ(contents(folder_ / "closed/data"), "old");
  EXPECT_EQ(contents(folder_ / "open/data"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "closed"), {}), 1);
}

TEST_F(ReplaceFile, ThreadsThatWriteTheSameFileLeaveOneOfTheirs) {
  const std::string a(100'000, 'a'), b(100'000, 'b');
  const auto write = [&](const std::string& bytes) {
    for (int i = 0; i < 50; ++i) replace_file(path_, bytes, "test");
  };
  std::thread other(write, a);
  write(b);
  other.join();
  const std::string last = contents(path_);
  EXPECT_TRUE(last == a || last == b);
  EXPECT_EQ(folder_.files(), 1u);
}

// A process that does nothing but save is killed, a hundred times, whatever it is at.
TEST_F(ReplaceFile, AKilledProcessLeavesTheOldFileOrTheNewOne) {
  const std::string a(300'000, 'a'), b(200'000, 'b');
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) replace_file(path_, a, "test");
  const std::chrono::duration<double> three = std::chrono::steady_clock::now() - began;
  // Some come to their end and some do not, on a machine of any speed: the pauses become longer
  // where nothing came to an end, and shorter where something did.
  double longest = 0.002 + three.count();
  std::mt19937 random(1);
  std::uniform_real_distribution<double> share(0, 1);
  int changed = 0;
  std::string before = a;
  for (int kill_number = 0; kill_number < 100; ++kill_number) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0)
      for (bool first = kill_number % 2 == 0;; first = !first)
        replace_file(path_, first ? a : b, "test");
    std::this_thread::sleep_for(std::chrono::duration<double>(longest * share(random)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::string now = contents(path_);
    ASSERT_TRUE(now == a || now == b) << now.size() << " bytes after kill " << kill_number;
    changed += now != before;
    longest = std::min(0.5, longest * (now != before ? 0.9 : 1.1));
    before = now;
  }
  EXPECT_GT(changed, 3) << "nothing was ever being written";
  replace_file(path_, "the next one", "test");
  EXPECT_EQ(contents(path_), "the next one");
}

TEST_F(ReplaceFile, AFolderIsMadeAndTried) {
  require_writable_folder(folder_ / "a/b", "--out");
  EXPECT_TRUE(fs::is_directory(folder_ / "a/b"));
  EXPECT_TRUE(fs::is_empty(folder_ / "a/b"));
  require_writable_folder(folder_ / "a/b/", "--out");
  std::ofstream(path_) << "a file";
  try {
    require_writable_folder(path_, "--out");
    ADD_FAILURE() << "a file is no folder";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("--out: the folder '"), HasSubstr("cannot be made")));
  }
}

}  // namespace
}  // namespace tapestry

#include "tests/assignments/grader/landlock.hpp"

#ifdef __linux__

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cstdint>

namespace tapestry::grader {

namespace {

// The kernel's numbers, which are the same on every processor. Written out because the headers of a
// system may be older than its kernel.
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr unsigned kAskVersion = 1;
constexpr int kPathBeneath = 1;

struct RulesetAttributes {
  std::uint64_t files, network, scope;
};

struct __attribute__((packed)) PathBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};

constexpr std::uint64_t kExecute = 1 << 0, kWriteFile = 1 << 1, kReadFile = 1 << 2,
                        kReadFolder = 1 << 3, kRefer = 1 << 13, kTruncate = 1 << 14,
                        kDeviceIoctl = 1 << 15;
constexpr std::uint64_t kAllOfVersion1 = (1 << 13) - 1;
constexpr std::uint64_t kOfAFile = kExecute | kWriteFile | kReadFile | kTruncate | kDeviceIoctl;
constexpr std::uint64_t kRead = kReadFile | kReadFolder;
constexpr std::uint64_t kBindTcp = 1 << 0, kConnectTcp = 1 << 1;
constexpr std::uint64_t kAbstractSockets = 1 << 0, kSignals = 1 << 1;

class Ruleset {
 public:
  explicit Ruleset(Trust trust) {
    const int version = landlock_version();
    files_ = kAllOfVersion1;
    if (version >= 2) files_ |= kRefer;
    if (version >= 3) files_ |= kTruncate;
    if (version >= 5) files_ |= kDeviceIoctl;
    RulesetAttributes attributes = {files_, 0, 0};
    if (version >= 4 && trust == Trust::worker) attributes.network = kBindTcp | kConnectTcp;
    if (version >= 6) attributes.scope = kAbstractSockets | kSignals;
    // A kernel takes a structure that is longer than its own where the rest is zeros.
    descriptor_ =
        Descriptor(static_cast<int>(syscall(kCreateRuleset, &attributes, sizeof attributes, 0U)));
    if (!descriptor_.is_open()) {
      base::fail("Landlock made no ruleset: ", reason_of(errno), ".");
    }
  }

  // A path that does not exist needs no rule.
  void allow(const std::filesystem::path& path, std::uint64_t rights) {
    const Descriptor place(open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat about;
    if (!place.is_open() || fstat(place.number(), &about) != 0) return;
    rights &= files_;
    if (!S_ISDIR(about.st_mode)) rights &= kOfAFile;
    const PathBeneath rule = {rights, place.number()};
    if (syscall(kAddRule, descriptor_.number(), kPathBeneath, &rule, 0U) != 0) {
      base::fail("Landlock took no rule for ", path, ": ", reason_of(errno), ".");
    }
  }

  std::uint64_t everything() const { return files_; }
  Descriptor take() { return std::move(descriptor_); }

 private:
  std::uint64_t files_ = 0;
  Descriptor descriptor_;
};

// The libraries, and the loader among them, which has to be executed for a program to begin.
void allow_libraries(Ruleset& rules) {
  rules.allow("/usr", kRead);
  for (const char* folder : {"/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32",
                             "/usr/lib64", "/usr/libx32"}) {
    rules.allow(folder, kRead | kExecute);
  }
  for (const char* file : {"/etc/ld.so.cache", "/dev/null", "/dev/zero", "/dev/urandom",
                           "/proc/cpuinfo", "/sys/devices/system/cpu"}) {  // OpenBLAS asks the last
    rules.allow(file, kRead);
  }
}

}  // namespace

int landlock_version() {
  static const long version = syscall(kCreateRuleset, nullptr, std::size_t{0}, kAskVersion);
  return version > 0 ? static_cast<int>(version) : 0;
}

Descriptor landlock_ruleset(const Command& command, const std::filesystem::path& cache) {
  Ruleset rules(command.trust);
  allow_libraries(rules);
  if (!command.words.empty()) rules.allow(command.words[0], kReadFile | kExecute);
  if (command.trust == Trust::worker) {
    rules.allow(command.folder, kRead);
    for (const auto& path : command.readable) rules.allow(path, kRead);
    return rules.take();
  }
  for (const char* folder : {"/usr", "/bin", "/sbin", "/opt"})
    rules.allow(folder, kRead | kExecute);
  // Not all of /etc: a submission can include any file that its compiler can read, and the error
  // messages show its lines. Where the grader runs as root, /etc/shadow would be one.
  for (const char* path :
       {"/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/ccache.conf"}) {
    rules.allow(path, kRead);
  }
  rules.allow("/dev/null", kReadFile | kWriteFile | kTruncate);
  rules.allow(command.folder, rules.everything() & ~kExecute);
  if (!cache.empty()) rules.allow(cache, rules.everything() & ~kExecute);
  for (const auto& path : command.readable) rules.allow(path, kRead | kExecute);
  return rules.take();
}

bool enter_landlock(const Descriptor& ruleset) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(kRestrictSelf, ruleset.number(), 0U) == 0;
}

}  // namespace tapestry::grader

#else

namespace tapestry::grader {

int landlock_version() { return 0; }
Descriptor landlock_ruleset(const Command&, const std::filesystem::path&) { return Descriptor(); }
bool enter_landlock(const Descriptor&) { return false; }

}  // namespace tapestry::grader

#endif

#include "engine/base/replace_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <random>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry {

namespace {

// Errors are numbers of errno here, and 0 is none.

// A file that is open for writing; closed, and removed unless it was kept.
class Output {
 public:
  Output() = default;
  ~Output() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!made_.empty()) unlink(made_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // A new file, of a name that nobody can know beforehand: not even through a link that was put
  // there is anything else written.
  int make(const fs::path& folder, const std::string& begin, mode_t mode) {
    std::random_device random;
    for (int attempt = 0; attempt < 100; ++attempt) {
      char middle[16];
      std::snprintf(middle, sizeof middle, ".%08x.part", random());
      const std::string name = folder / (begin + middle);
      descriptor_ = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
      if (descriptor_ >= 0) {
        made_ = name;
        return 0;
      }
      if (errno != EEXIST) return errno;
    }
    return EEXIST;
  }

  // Something that is there, and is no file.
  int open_device(const fs::path& path) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return descriptor_ >= 0 ? 0 : errno;
  }

  // The permissions and the owner of a file that is there. Only the superuser may give files away,
  // so another owner is not an error; a change of owner may take permissions, so these come last.
  int take_after(const struct stat& before) {
    if (fchown(descriptor_, before.st_uid, before.st_gid) != 0 &&
        fchown(descriptor_, static_cast<uid_t>(-1), before.st_gid) != 0 && errno != EPERM)
      return errno;
    return fchmod(descriptor_, before.st_mode & 07777) == 0 ? 0 : errno;
  }

  int write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(descriptor_, bytes.data(), std::min(bytes.size(), kMostAtOnce));
      if (n < 0 && errno != EINTR) return errno;
      if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return 0;
  }

  // Some systems tell only here that there was no room.
  int close(bool on_disk) {
    int wrong = on_disk && fsync(descriptor_) != 0 ? errno : 0;
    if (::close(descriptor_) != 0 && wrong == 0) wrong = errno;
    descriptor_ = -1;
    return wrong;
  }

  int rename_to(const fs::path& path) {
    if (rename(made_.c_str(), path.c_str()) != 0) return errno;
    made_.clear();
    return 0;
  }

 private:
  static constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;

  int descriptor_ = -1;
  std::string made_;
};

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Where the links at `path` lead, the last of which may lead to nothing.
int follow(fs::path& path) {
  for (int links = 0; links < 40; ++links) {
    std::error_code wrong;
    if (!fs::is_symlink(path, wrong)) return 0;
    const fs::path target = fs::read_symlink(path, wrong);
    if (wrong) return wrong.value();
    path = folder_of(path) / target;
  }
  return ELOOP;
}

// The beginning of a name: not longer than leaves room for ".XXXXXXXX.part", and of whole UTF-8
// characters, for some file systems take no others.
std::string shortened(const std::string& name) {
  std::size_t length = std::min<std::size_t>(name.size(), NAME_MAX - 16);
  if (length < name.size())
    while (length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  return name.substr(0, length);
}

// Not every file system can do this to a folder; the file itself is whole in any case.
void sync_folder(const fs::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

int replace(fs::path path, std::string_view bytes) {
  if (const int wrong = follow(path); wrong != 0) return wrong;
  struct stat before = {};
  const bool is_there = stat(path.c_str(), &before) == 0;
  if (!is_there && errno != ENOENT) return errno;
  Output out;
  int wrong = 0;
  if (is_there && !S_ISREG(before.st_mode)) {
    wrong = S_ISDIR(before.st_mode) ? EISDIR : out.open_device(path);
    if (wrong == 0) wrong = out.write(bytes);
    return wrong != 0 ? wrong : out.close(/*on_disk=*/false);
  }
  if (is_there && access(path.c_str(), W_OK) != 0) return errno;
  wrong = out.make(folder_of(path), shortened(path.filename()), is_there ? 0600 : 0666);
  if (wrong == 0 && is_there) wrong = out.take_after(before);
  if (wrong == 0) wrong = out.write(bytes);
  if (wrong == 0) wrong = out.close(/*on_disk=*/true);
  if (wrong == 0) wrong = out.rename_to(path);
  if (wrong == 0) sync_folder(folder_of(path));
  return wrong;
}

std::string text_of(int wrong) { return std::generic_category().message(wrong); }

}  // namespace

void replace_file(const fs::path& path, std::string_view bytes, const std::string& writer) {
  const int wrong = replace(path, bytes);
  if (wrong != 0)
    base::fail(writer, ": '", path.string(), "' cannot be written (", text_of(wrong),
               "): its folder must exist, be writable and have room.");
}

void require_writable_folder(const fs::path& folder, const std::string& writer) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error && !fs::is_directory(folder))
    base::fail(writer, ": the folder '", folder.string(), "' cannot be made (", error.message(),
               "): name another one.");
  Output probe;
  int wrong = probe.make(folder, "probe", 0600);
  if (wrong == 0) wrong = probe.write("?");
  if (wrong == 0) wrong = probe.close(/*on_disk=*/false);
  if (wrong != 0)
    base::fail(writer, ": nothing can be written into '", folder.string(), "' (", text_of(wrong),
               "): name another folder.");
}

}  // namespace tapestry

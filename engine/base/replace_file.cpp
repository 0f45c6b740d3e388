#include "engine/base/replace_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry {

namespace {

// Asks the system to put a file, or a folder's list of names, on the disk. Returns errno, or 0.
int sync(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY);
  if (file < 0) return errno;
  const int wrong = fsync(file) == 0 ? 0 : errno;
  close(file);
  return wrong;
}

}  // namespace

void replace_file(const fs::path& path, std::string_view bytes, const std::string& writer,
                  Durable durable) {
  // The process in the name keeps apart two programs that write the same file at the same time.
  const fs::path beside = path.string() + base::text(".", getpid(), ".part");
  std::error_code error;
  errno = 0;
  std::ofstream out(beside, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) error.assign(errno != 0 ? errno : EIO, std::generic_category());
  if (!error && durable == Durable::yes)
    if (const int wrong = sync(beside); wrong != 0) error.assign(wrong, std::generic_category());
  if (!error) fs::rename(beside, path, error);
  // Not every file system can sync a folder; the file itself is whole in any case.
  if (!error && durable == Durable::yes)
    sync(path.has_parent_path() ? path.parent_path() : fs::path("."));
  if (!error) return;
  std::error_code ignored;
  fs::remove(beside, ignored);
  base::fail(writer, ": '", path.string(), "' cannot be written (", error.message(),
             "): its folder must exist, be writable and have room.");
}

}  // namespace tapestry

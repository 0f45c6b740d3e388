#include "engine/base/replace_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry {

void replace_file(const fs::path& path, std::string_view bytes, const std::string& writer) {
  // The process in the name keeps apart two programs that write the same file at the same time.
  const fs::path beside = path.string() + base::text(".", getpid(), ".part");
  std::error_code error;
  errno = 0;
  std::ofstream out(beside, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) error.assign(errno != 0 ? errno : EIO, std::generic_category());
  if (!error) fs::rename(beside, path, error);
  if (!error) return;
  std::error_code ignored;
  fs::remove(beside, ignored);
  base::fail(writer, ": '", path.string(), "' cannot be written (", error.message(),
             "): its folder must exist, be writable and have room.");
}

}  // namespace tapestry

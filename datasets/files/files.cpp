#include "datasets/files/files.hpp"

#include <fstream>
#include <string_view>
#include <system_error>

#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {
namespace {

// What a shell leaves as it is.
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,.@%/";

}  // namespace

std::vector<std::uint8_t> read_whole_file(const fs::path& path, std::uintmax_t most_bytes,
                                          const std::string& reader) {
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    base::fail(reader, ": '", path.string(), "' is not a file: check the name.");
  const std::uintmax_t bytes = fs::file_size(path, error);
  if (error) base::fail(reader, ": '", path.string(), "' has no size: ", error.message(), ".");
  if (bytes > most_bytes)
    base::fail(reader, ": '", path.string(), "' has ", bytes, " bytes, and at most ", most_bytes,
               " are read: it is not the file that was meant, or must be made smaller.");
  std::vector<std::uint8_t> contents(static_cast<std::size_t>(bytes));
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(contents.data()), static_cast<std::streamsize>(bytes));
  if (!in)
    base::fail(reader, ": '", path.string(), "' could not be read: ", in.gcount(), " of its ",
               bytes, " bytes came; check its permissions and the disk.");
  return contents;
}

fs::path require_folder(const fs::path& dir, const std::string& folder, const std::string& name) {
  std::error_code error;
  if (!fs::is_directory(dir / folder, error))
    base::fail(name, ": there is no folder '", (dir / folder).string(),
               "': ", how_to_get(dir, name));
  return dir / folder;
}

std::string download_command(const fs::path& dir, const std::string& name) {
  // A folder's name that the shell would take apart goes between quotes.
  const std::string folder = dir.string();
  const bool is_plain = !folder.empty() && folder.find_first_not_of(kPlain) == folder.npos;
  std::string quoted;
  for (const char c : folder) {
    if (std::string_view("\"\\$`").find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return base::text("'datasets/download ", is_plain ? folder : '"' + quoted + '"', " ", name, "'");
}

std::string how_to_get(const fs::path& dir, const std::string& name) {
  return base::text("run ", download_command(dir, name),
                    ", or give the folder that has the files (programs take it with --data).");
}

std::string how_to_replace(const fs::path& dir, const std::string& name) {
  return base::text("remove it and run ", download_command(dir, name), ", which fetches it again.");
}

}  // namespace tapestry::datasets

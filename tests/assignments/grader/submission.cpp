#include "tests/assignments/grader/submission.hpp"

#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "engine/base/error.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kLargestFile = 1'000'000;
constexpr std::size_t kMostFiles = 100;
constexpr std::size_t kMostCode = 2'000'000;  // bytes, of which likenesses are looked for

// FNV-1a, 64 bits (Fowler, Noll and Vo; the constants are theirs).
void mix(std::uint64_t& hash, const std::string& bytes) {
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3;
  }
}

bool is_code(const fs::path& file) {
  const std::string end = file.extension();
  return end == ".hpp" || end == ".h" || end == ".cpp";
}

}  // namespace

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) base::fail("'", path.string(), "' cannot be read: see that it is there.");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Submission take_in(const fs::path& from, const fs::path& to) {
  if (!fs::is_directory(from))
    base::fail("'", from.string(), "' is no folder: --submission names the folder with the files ",
               "of one student.");
  Submission submission;
  submission.name = fs::canonical(from).filename();
  fs::create_directories(to);
  // In order of name: a system lists a folder in any order, and a report is to be the same on all.
  std::vector<fs::directory_entry> entries{fs::directory_iterator(from), {}};
  std::ranges::sort(entries);
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename();
    if (entry.is_symlink())
      submission.left.push_back(name + " is a link");
    else if (entry.is_regular_file() && entry.file_size() > kLargestFile)
      submission.left.push_back(name + " is larger than a megabyte");
    else if (name.ends_with(".gch"))  // an image of the compiler's memory, which it would trust
      submission.left.push_back(name + " is a precompiled header");
    else if (entry.is_regular_file())
      found.push_back(entry.path());
  }
  if (found.size() > kMostFiles) {
    submission.left.push_back(base::text("all files after the first ", kMostFiles));
    found.resize(kMostFiles);
  }
  submission.seed = 0xcbf29ce484222325;
  for (const fs::path& file : found) {
    const std::string name = file.filename(), bytes = read_file(file);
    mix(submission.seed, name + '\0' + bytes + '\0');
    if (is_code(file) && submission.code.size() + bytes.size() < kMostCode)
      submission.code += bytes + '\n';
    std::ofstream(to / name, std::ios::binary) << bytes;
    submission.files.push_back(name);
  }
  return submission;
}

WorkFolder::WorkFolder() {
  std::string name = fs::temp_directory_path() / "tapestry_grading_XXXXXX";
  if (mkdtemp(name.data()) == nullptr) base::fail("No folder can be made beside '", name, "'.");
  path_ = fs::canonical(name);
  fs::permissions(path_, fs::perms(0755));
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace tapestry::grader

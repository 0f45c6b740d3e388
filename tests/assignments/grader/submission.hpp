// A student's folder, taken in: plain files of bounded size, copied to a place of ours.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tapestry::grader {

struct Submission {
  std::string name;                // the folder's
  std::uint64_t seed = 0;          // from the bytes of all its files
  std::string code;                // the files named .hpp, .h and .cpp, one after the other, or the
                                   // first two megabytes of them
  std::vector<std::string> files;  // their names, sorted
  std::vector<std::string> left;   // what was left out and why, a phrase each: links, large files
};

// Copies the files of `from` (not of the folders in it) into `to`, which is made. Links are left
// out, for they could lead to the solutions or to what is not the student's; so are precompiled
// headers, what is larger than a megabyte, and more than a hundred files. Throws where `from` is no
// folder.
Submission take_in(const std::filesystem::path& from, const std::filesystem::path& to);

// A folder of ours, with a name that nobody can guess, that goes away with the object. Others may
// read it, for a student's program may run with the rights of nobody.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A file's bytes; throws where it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace tapestry::grader

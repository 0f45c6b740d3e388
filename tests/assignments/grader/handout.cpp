#include "tests/assignments/grader/handout.hpp"

#include <algorithm>
#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "tests/assignments/grader/confined.hpp"
#include "tests/assignments/grader/marked.hpp"
#include "tests/assignments/grader/submission.hpp"
#include "tests/assignments/grader/toolchain.hpp"

namespace tapestry::grader {
namespace fs = std::filesystem;
namespace {

fs::path source_folder(const Assignment& assignment) {
  return fs::path(toolchain().source) / "tests/assignments" / assignment.name;
}

template <class Made>
std::vector<NamedFile> files_of(const Assignment& assignment, const Made& made) {
  std::vector<NamedFile> files;
  for (const auto& [folder, is_marked] : {std::pair{"marked", true}, std::pair{"given", false}}) {
    const fs::path from = source_folder(assignment) / folder;
    if (!fs::exists(from)) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
      const std::string name = entry.path().filename(), text = read_file(entry.path());
      files.push_back({name, is_marked ? made(text, name) : text});
    }
  }
  std::ranges::sort(files, {}, &NamedFile::name);
  return files;
}

void write_all(const std::vector<NamedFile>& files, const fs::path& folder) {
  fs::create_directories(folder);
  for (const NamedFile& file : files) replace_file(folder / file.name, file.text, "The handout");
}

}  // namespace

std::vector<NamedFile> starter_files(const Assignment& assignment) {
  return files_of(assignment, starter_of);
}

std::vector<NamedFile> solution_files(const Assignment& assignment) {
  return files_of(assignment, solution_of);
}

fs::path handout_folder(const Assignment& assignment) {
  return fs::path(toolchain().source) / "tutorials/assignments" / assignment.name;
}

void refresh_starter(const Assignment& assignment) {
  const fs::path folder = handout_folder(assignment) / "starter";
  fs::remove_all(folder);
  write_all(starter_files(assignment), folder);
}

fs::path write_zip(const Assignment& assignment, Recipient recipient, const fs::path& folder) {
  const bool teacher = recipient == Recipient::teacher;
  const WorkFolder work;
  const fs::path top = work.path() / assignment.name;
  write_all(starter_files(assignment), top / "starter");
  fs::copy_file(handout_folder(assignment) / "handout.md", top / "handout.md");
  if (teacher) {
    write_all(solution_files(assignment), top / "solution");
    fs::copy_file(source_folder(assignment) / "wrong.txt", top / "wrong.txt");
  }
  const std::string name = assignment.name + (teacher ? "-teacher.zip" : "-student.zip");
  Command zip{{toolchain().cmake, "-E", "tar", "cf", name, "--format=zip", assignment.name},
              work.path(),
              ""};
  zip.trust = Trust::compiler;
  zip.readable = {fs::path(toolchain().cmake).parent_path().parent_path()};
  const Outcome outcome = run_confined(zip);
  if (outcome.end != End::exited || outcome.code != 0)
    base::fail("The zip could not be made: ", outcome.said);
  fs::create_directories(folder);
  fs::copy_file(work.path() / name, folder / name, fs::copy_options::overwrite_existing);
  return folder / name;
}

}  // namespace tapestry::grader

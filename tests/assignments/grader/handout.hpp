// What a student is handed, and a teacher: made from an assignment's marked files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

struct NamedFile {
  std::string name, text;
};

// The files of the starter and of the solution, with what is given along with both.
std::vector<NamedFile> starter_files(const Assignment& assignment);
std::vector<NamedFile> solution_files(const Assignment& assignment);

// The folder of the handout, with its starter: tutorials/assignments/NAME of this checkout.
std::filesystem::path handout_folder(const Assignment& assignment);

// Writes the starter's files anew; what is not among them is removed.
void refresh_starter(const Assignment& assignment);

// NAME-student.zip: the handout and the starter. NAME-teacher.zip: also the solution, and the known
// wrong answers with the points they get. Returns the file's path.
enum class Recipient { student, teacher };
std::filesystem::path write_zip(const Assignment& assignment, Recipient recipient,
                                const std::filesystem::path& folder);

}  // namespace tapestry::grader

// What the compiler has read of a submission's includes, and whether it may.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/assignments/grader/assignment.hpp"

namespace tapestry::grader {

bool is_below(const std::filesystem::path& path, const std::filesystem::path& folder);

// Whether it is a header of the compiler, the system, or a library that the engine uses; what else
// is under /usr or /opt may be another checkout, or a class's folder.
bool is_systems(const std::filesystem::path& file);

// The files that the compiler says it has read, of a rule "target: a b \ c" in which a space that
// is a name's own has a \ before it.
std::vector<std::filesystem::path> files_read(const std::string& rule,
                                              const std::filesystem::path& work);

// What was read and must not have been; empty where all is well.
std::string foreign_file(const Assignment& assignment,
                         const std::vector<std::filesystem::path>& files,
                         const std::filesystem::path& work);

}  // namespace tapestry::grader

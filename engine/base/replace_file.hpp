// Writing a file as a whole: afterwards it is all there, or as it was before.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tapestry {

// Whether the bytes are on the disk, and not only on their way there, before the file gets its
// name: then it is whole even after the machine has lost its power. It takes some milliseconds.
enum class Durable { no, yes };

// Writes the bytes to a file beside `path` and gives it that name when it is complete, so that a
// run that is stopped, or a full disk, leaves no half of a file. Throws where the folder is absent
// or cannot be written; `writer` begins the sentence ("CSV").
void replace_file(const std::filesystem::path& path, std::string_view bytes,
                  const std::string& writer, Durable durable = Durable::no);

}  // namespace tapestry

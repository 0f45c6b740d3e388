// What the readers of this folder share: whole files as bytes, and the sentences for absent ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tapestry::datasets {

// All bytes of the file. `reader` begins the sentence of the errors: the file does not exist or is
// no regular file, holds more than `most_bytes`, or cannot be read to its end.
std::vector<std::uint8_t> read_whole_file(const std::filesystem::path& path,
                                          std::uintmax_t most_bytes, const std::string& reader);

// Throws unless dir/folder is a folder. `name` is what datasets/download calls the set.
std::filesystem::path require_folder(const std::filesystem::path& dir, const std::string& folder,
                                     const std::string& name);

// 'datasets/download DIR NAME', as a shell reads it whatever the folder is called.
std::string download_command(const std::filesystem::path& dir, const std::string& name);

// How to come by a set: the end of an error about a file that is absent.
std::string how_to_get(const std::filesystem::path& dir, const std::string& name);

// How to mend a set: the end of an error about a file that is there, but damaged. It has to go
// first, because datasets/download overwrites nothing.
std::string how_to_replace(const std::filesystem::path& dir, const std::string& name);

}  // namespace tapestry::datasets

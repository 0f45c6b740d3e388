// What the tests of readers share: folders of their own, files made of bytes, and error texts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/error_of.hpp"
#include "tests/temporary_folder.hpp"

namespace tapestry::datasets {

using Bytes = std::vector<std::uint8_t>;

// A folder that files of bytes are written to.
class TemporaryFolder : public tapestry::TemporaryFolder {
 public:
  // Writes a file, and the folders that it lies in.
  std::filesystem::path write(const std::string& name, const Bytes& bytes) const;
};

// The bytes as a gzip file holds them.
Bytes gzip(const Bytes& bytes);

}  // namespace tapestry::datasets

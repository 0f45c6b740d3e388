// What the tests of saved parameters share: a folder of their own, whole files as strings, and
// safetensors files made by hand.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

namespace tapestry::nn {

using Folder = TemporaryFolder;

std::string read_all(const std::string& path);

void write_all(const std::string& path, const std::string& bytes);

// The bytes of a number, low byte first, as the format has them.
std::string little_endian(std::uint64_t number);

std::string bytes_of(const std::vector<float>& elements);

inline std::string safetensors(const std::string& header, const std::string& data) {
  return little_endian(header.size()) + header + data;
}

}  // namespace tapestry::nn

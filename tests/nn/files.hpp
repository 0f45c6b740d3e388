// What the tests of saved parameters share: a folder of their own, whole files as strings, and
// safetensors files made by hand.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/temporary_folder.hpp"

namespace tapestry::nn {

using Folder = TemporaryFolder;

inline std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_all(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The bytes of a number, low byte first, as the format has them.
inline std::string little_endian(std::uint64_t number) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(number >> 8 * i & 255);
  return bytes;
}

inline std::string bytes_of(const std::vector<float>& elements) {
  std::string bytes(elements.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), elements.data(), bytes.size());
  return bytes;
}

inline std::string safetensors(const std::string& header, const std::string& data) {
  return little_endian(header.size()) + header + data;
}

}  // namespace tapestry::nn

// For targets whose files hold compressed data: libFuzzer's own mutations, applied to what is
// packed in them. Only in builds with libFuzzer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

#include "tests/fuzz/fuzz.hpp"

// libFuzzer's own mutation of data[0, size), in place, to at most most_size bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                        std::size_t most_size);

namespace tapestry::fuzz {

inline Bytes mutated(Bytes bytes, std::size_t most_size) {
  const std::size_t size = bytes.size();
  most_size = std::max(most_size, size);
  bytes.resize(most_size);
  bytes.resize(LLVMFuzzerMutate(bytes.data(), size, most_size));
  return bytes;
}

// Puts the bytes where libFuzzer wants them; those that are too many are cut off.
inline std::size_t give(const Bytes& bytes, std::uint8_t* data, std::size_t most_size) {
  const std::size_t size = std::min(bytes.size(), most_size);
  std::copy_n(bytes.begin(), size, data);
  return size;
}

}  // namespace tapestry::fuzz

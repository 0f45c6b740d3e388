// Zip archives put together by hand, which may say of their files what is not true.
// (The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3)
#pragma once

#include <zlib.h>

#include <string>
#include <vector>

#include "tests/nn/files/saved_files.hpp"

namespace tapestry::nn {

struct MadeFile {
  std::string name, bytes;
  std::size_t stated_size;  // what it says that it unpacks to
};

inline std::string made_zip(const std::vector<MadeFile>& files) {
  const auto number = [](std::size_t value, std::size_t bytes) {
    return little_endian(value).substr(0, bytes);
  };
  std::string archive, directory;
  for (const MadeFile& file : files) {
    // Deflated, in one block that is stored as it is.
    const std::size_t length = file.bytes.size();
    const std::string packed =
        "\x01" + number(length, 2) + number(~length & 0xFFFF, 2) + file.bytes;
    const uLong crc =
        crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data()), static_cast<uInt>(length));
    // Version, flags, method, time and date; then checksum, sizes and the name's length.
    const std::string about = number(20, 2) + number(0, 2) + number(8, 2) + number(0, 2) +
                              number(0x21, 2) + number(crc, 4) + number(packed.size(), 4) +
                              number(file.stated_size, 4) + number(file.name.size(), 2) +
                              number(0, 2);
    directory += "PK\x01\x02" + number(20, 2) + about + std::string(10, '\0') +
                 number(archive.size(), 4) + file.name;
    archive += "PK\x03\x04" + about + file.name + packed;
  }
  return archive + directory + "PK\x05\x06" + number(0, 4) + number(files.size(), 2) +
         number(files.size(), 2) + number(directory.size(), 4) + number(archive.size(), 4) +
         number(0, 2);
}

}  // namespace tapestry::nn

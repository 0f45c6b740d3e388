// Mutations of gzip files: of what is packed (packed again, in one member or two), or of the file
// itself, whose checksum then is wrong nearly always.
#include <zlib.h>

#include "tests/fuzz/mutate_packed.hpp"

using namespace tapestry;

namespace {

// As much as can be unpacked of the first member.
fuzz::Bytes unpacked(const std::uint8_t* data, std::size_t size) {
  z_stream stream = {};
  fuzz::Bytes bytes(1 << 16);
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return {};
  stream.next_in = const_cast<std::uint8_t*>(data);
  stream.avail_in = static_cast<uInt>(size);
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<uInt>(bytes.size());
  inflate(&stream, Z_FINISH);
  bytes.resize(bytes.size() - stream.avail_out);
  inflateEnd(&stream);
  return bytes;
}

void append_member(fuzz::Bytes& file, const std::uint8_t* data, std::size_t size, int level) {
  z_stream stream = {};
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 1, Z_DEFAULT_STRATEGY) != Z_OK) return;
  const std::size_t before = file.size();
  file.resize(before + deflateBound(&stream, static_cast<uLong>(size)) + 32);
  stream.next_in = const_cast<std::uint8_t*>(data);
  stream.avail_in = static_cast<uInt>(size);
  stream.next_out = &file[before];
  stream.avail_out = static_cast<uInt>(file.size() - before);
  deflate(&stream, Z_FINISH);
  file.resize(file.size() - stream.avail_out);
  deflateEnd(&stream);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most_size, unsigned seed) {
  std::minstd_rand random(seed);
  if (random() % 2 == 0) return LLVMFuzzerMutate(data, size, most_size);
  const fuzz::Bytes bytes = fuzz::mutated(unpacked(data, size), 4096);
  const std::size_t first = random() % 4 == 0 ? random() % (bytes.size() + 1) : bytes.size();
  const int level = static_cast<int>(random() % 3);
  fuzz::Bytes file;
  append_member(file, bytes.data(), first, level);
  if (first < bytes.size()) append_member(file, &bytes[first], bytes.size() - first, level);
  return fuzz::give(file, data, most_size);
}

// Mutations of PNG files: of the file with all checksums made right again, of the rows that are
// packed in it, or of the file itself.
#include <zlib.h>

#include "tests/datasets/files/made_images.hpp"
#include "tests/fuzz/mutate_packed.hpp"

using namespace tapestry;

namespace {

constexpr std::size_t kSignature = 8;

struct Chunk {
  std::string type;
  fuzz::Bytes data;
};

// The chunks as far as their lengths make sense.
std::vector<Chunk> chunks_of(const fuzz::Bytes& file) {
  std::vector<Chunk> chunks;
  for (std::size_t at = kSignature; at + 12 <= file.size();) {
    const std::size_t length = std::size_t{file[at]} << 24 | std::size_t{file[at + 1]} << 16 |
                               std::size_t{file[at + 2]} << 8 | file[at + 3];
    if (length > file.size() - at - 12) break;
    const auto type = file.begin() + static_cast<std::ptrdiff_t>(at) + 4;
    chunks.push_back({std::string(type, type + 4),
                      fuzz::Bytes(type + 4, type + 4 + static_cast<std::ptrdiff_t>(length))});
    at += length + 12;
  }
  return chunks;
}

fuzz::Bytes file_of(const fuzz::Bytes& before, const std::vector<Chunk>& chunks) {
  fuzz::Bytes file(before.begin(), before.begin() + kSignature);
  for (const Chunk& chunk : chunks) datasets::append_chunk(file, chunk.type, chunk.data);
  return file;
}

fuzz::Bytes unpacked(const fuzz::Bytes& packed) {
  fuzz::Bytes bytes(1 << 16);
  uLongf length = bytes.size();
  uncompress(bytes.data(), &length, packed.data(), packed.size());
  bytes.resize(length);
  return bytes;
}

// What the IDATs hold together, changed, in the first of them.
void mutate_rows(std::vector<Chunk>& chunks) {
  fuzz::Bytes packed;
  Chunk* first = nullptr;
  for (Chunk& chunk : chunks)
    if (chunk.type == "IDAT") {
      packed.insert(packed.end(), chunk.data.begin(), chunk.data.end());
      chunk.data.clear();
      if (first == nullptr) first = &chunk;
    }
  if (first != nullptr) first->data = datasets::deflated(fuzz::mutated(unpacked(packed), 4096));
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most_size, unsigned seed) {
  std::minstd_rand random(seed);
  const fuzz::Bytes file(data, data + size);
  std::vector<Chunk> chunks = chunks_of(file);
  const unsigned what = static_cast<unsigned>(random() % 8);
  if (what == 0 || chunks.empty()) return LLVMFuzzerMutate(data, size, most_size);
  if (what < 4) {
    mutate_rows(chunks);
  } else if (what < 7) {
    Chunk& chunk = chunks[random() % chunks.size()];
    chunk.data = fuzz::mutated(chunk.data, 1024);
  } else {  // a chunk twice, or in another place, or away
    const std::size_t from = random() % chunks.size();
    const Chunk chunk = chunks[from];
    if (random() % 2 == 0) chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(from));
    if (random() % 3 != 0)
      chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(random() % (chunks.size() + 1)),
                    chunk);
  }
  return fuzz::give(file_of(file, chunks), data, most_size);
}

// IDX files packed by gzip. What is taken is what zlib's own reader of such files unpacks; and a
// file that is taken has nothing behind its pieces.
#include <zlib.h>

#include <algorithm>

#include "datasets/files/idx.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

namespace {

fuzz::Bytes unpacked_by_zlib(const std::string& path) {
  fuzz::Bytes bytes;
  std::uint8_t piece[4096];
  const gzFile file = gzopen(path.c_str(), "rb");
  int read = 0;
  while ((read = gzread(file, piece, sizeof piece)) > 0)
    bytes.insert(bytes.end(), piece, piece + read);
  gzclose(file);
  return bytes;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("file.gz", data, size);
  datasets::IdxImages images;
  std::vector<std::uint8_t> labels;
  if (fuzz::takes([&] { images = datasets::read_idx_images(file); })) {
    const fuzz::Bytes all = unpacked_by_zlib(file);
    fuzz::require(all.size() == 16 + images.pixels.size() &&
                      std::equal(images.pixels.begin(), images.pixels.end(), all.begin() + 16),
                  "the pixels are what zlib unpacks");
  } else if (fuzz::takes([&] { labels = datasets::read_idx_labels(file); })) {
    const fuzz::Bytes all = unpacked_by_zlib(file);
    fuzz::require(all.size() == 8 + labels.size() &&
                      std::equal(labels.begin(), labels.end(), all.begin() + 8),
                  "the labels are what zlib unpacks");
  }
  return 0;
}

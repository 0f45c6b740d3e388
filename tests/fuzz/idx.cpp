// IDX files without compression: what is taken is the file's own bytes behind its header.
#include "datasets/files/idx.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = fuzz::scratch().write("file", data, size);
  datasets::IdxImages images;
  if (fuzz::takes([&] { images = datasets::read_idx_images(file); })) {
    fuzz::require(images.pixels.size() == images.count * images.height * images.width,
                  "there are as many pixels as the header says");
    fuzz::require(size == 16 + images.pixels.size() &&
                      std::equal(images.pixels.begin(), images.pixels.end(), data + 16),
                  "the pixels are the file's");
    return 0;
  }
  std::vector<std::uint8_t> labels;
  if (fuzz::takes([&] { labels = datasets::read_idx_labels(file); }))
    fuzz::require(size == 8 + labels.size() && std::equal(labels.begin(), labels.end(), data + 8),
                  "the labels are the file's");
  return 0;
}

// JPEG files: of the size that the first thing in them says that looks like a frame.
#include "tests/fuzz/decode_as_it_says.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  datasets::ImageSize says{8, 8, 1};
  for (std::size_t at = 2; at + 9 < size; ++at)
    if (data[at] == 0xff && data[at + 1] >= 0xc0 && data[at + 1] <= 0xc2) {
      says.height = std::size_t{data[at + 5]} << 8 | data[at + 6];
      says.width = std::size_t{data[at + 7]} << 8 | data[at + 8];
      says.channels = data[at + 9] == 1 ? 1 : 3;
      break;
    }
  fuzz::decode_as_it_says(fuzz::Bytes(data, data + size), says);
  return 0;
}

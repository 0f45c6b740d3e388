// PNG files. The mutations (png_mutator.cpp) keep the checksums right, or nothing would get past
// them.
#include "tests/fuzz/decode_as_it_says.hpp"

using namespace tapestry;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Bytes bytes(data, data + size);
  datasets::ImageSize says{8, 8, 1};
  if (size >= 26) {  // the signature, the length and name of IHDR, width, height, depth, colour
    const auto number = [&](std::size_t at) {
      return std::size_t{data[at]} << 24 | std::size_t{data[at + 1]} << 16 |
             std::size_t{data[at + 2]} << 8 | data[at + 3];
    };
    const std::size_t channels[] = {1, 1, 3, 3, 2, 3, 4};
    says = {number(20), number(16), data[25] < 7 ? channels[data[25]] : 1};
  }
  fuzz::decode_as_it_says(bytes, says);
  if (!fuzz::taken && says.channels == 3) {  // a palette with transparency has four
    says.channels = 4;
    fuzz::decode_as_it_says(bytes, says);
  }
  return 0;
}

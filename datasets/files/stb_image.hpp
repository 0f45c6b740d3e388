// The one door to the decoders: stb_image for PNG files, and libjpeg (libjpeg.hpp) for JPEG files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/files/image_folder.hpp"

namespace tapestry::datasets {

struct DecodedImage {
  std::vector<std::uint8_t> pixels;  // [height x width x channels]: a pixel's channels together
};

// Decodes a PNG or JPEG file's bytes. Throws, naming `file`, where they are neither or damaged,
// where the image is not of this size, or where it has 16 bits a channel. The size is checked
// before anything is decoded: a small file can unpack to gigabytes.
DecodedImage decode_image(const std::vector<std::uint8_t>& bytes, const std::string& file,
                          const ImageSize& size);

// Throws, naming `file`, where an image of the size `found` is not of the size that was asked for.
void require_size(const ImageSize& found, const ImageSize& size, const std::string& file);

}  // namespace tapestry::datasets

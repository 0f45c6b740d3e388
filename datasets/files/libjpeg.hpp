// The one door to libjpeg, the decoder of JPEG files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/files/image_folder.hpp"
#include "datasets/files/stb_image.hpp"

namespace tapestry::datasets {

// Decodes a JPEG file's bytes, as decode_image does. What libjpeg only warns of, such as a scan
// that ends too early, is an error. Those of four colours (CMYK) are of no size that can be asked
// for.
DecodedImage decode_jpeg(const std::vector<std::uint8_t>& bytes, const std::string& file,
                         const ImageSize& size);

}  // namespace tapestry::datasets

// Decodes an image of the size that its own header tells of, where that is a small one.
#pragma once

#include "datasets/files/stb_image.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tapestry::fuzz {

// Larger ones would only be slower: they are asked for as if they were 8 x 8.
inline void decode_as_it_says(const Bytes& bytes, datasets::ImageSize says) {
  if (says.height > 64 || says.width > 64) says.height = says.width = 8;
  datasets::DecodedImage image;
  if (takes([&] { image = datasets::decode_image(bytes, "file", says); }))
    require(image.pixels.size() == says.height * says.width * says.channels,
            "there are as many pixels as were asked for");
}

}  // namespace tapestry::fuzz

// PNG and JPEG files put together by hand.
#pragma once

#include <string>

#include "tests/datasets/temporary.hpp"

namespace tapestry::datasets {

void append_png_number(Bytes& bytes, std::size_t number);  // 4 bytes, the highest first

// With its length and its checksum.
void append_chunk(Bytes& png, const std::string& type, const Bytes& data);

Bytes deflated(const Bytes& bytes);

// A PNG file, written as its standard says (ISO/IEC 15948): pixels [height x width x channels],
// each row after a byte 0 (no filter). Colour type 0 is grey, 2 is red, green, blue, 6 has alpha
// too.
Bytes png(std::size_t height, std::size_t width, std::uint8_t colour_type, const Bytes& pixels,
          std::uint8_t bits = 8);

// A JPEG file of 8 x 8 grey pixels, all 120, put together as its standard says (ITU T.81): every
// quantiser is 1, so the block's mean is coded as 8 * (120 - 128) = -64: size 7, bits 0111111.
Bytes jpeg();

}  // namespace tapestry::datasets

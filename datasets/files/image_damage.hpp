// What is wrong with the bytes of an image file: checks that its decoder leaves out, made before it
// sees them. stb_image reads no checksums, takes as much memory as a file likes to unpack to, and
// gives memory as it found it where a file tells of pixels and has none; libjpeg makes grey of a
// component that has no data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tapestry::datasets {

// Each returns what is wrong, to be put in brackets ("its chunk IDAT has a wrong checksum"), and an
// empty text where nothing is. They assume that the file begins as such a file does.

// Chunks, their order and checksums; the length of the unpacked data, and their checksum; the
// filters; that each index is one of the palette. (ISO/IEC 15948)
std::string png_damage(const std::vector<std::uint8_t>& bytes);

// Segments; one frame; that each of its components is in a scan; the end mark. What is within the
// segments and scans, libjpeg checks, as far as the format can tell. (ITU-T T.81)
std::string jpeg_damage(const std::vector<std::uint8_t>& bytes);

}  // namespace tapestry::datasets

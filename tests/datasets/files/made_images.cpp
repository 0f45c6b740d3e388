#include "tests/datasets/files/made_images.hpp"

#include <zlib.h>

#include <utility>

namespace tapestry::datasets {

void append_png_number(Bytes& bytes, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

void append_chunk(Bytes& png, const std::string& type, const Bytes& data) {
  append_png_number(png, data.size());
  Bytes body(type.begin(), type.end());
  body.insert(body.end(), data.begin(), data.end());
  png.insert(png.end(), body.begin(), body.end());
  append_png_number(png, crc32(0, body.data(), static_cast<uInt>(body.size())));
}

Bytes deflated(const Bytes& bytes) {
  uLongf length = compressBound(bytes.size());
  Bytes packed(length);
  compress(packed.data(), &length, bytes.data(), bytes.size());
  packed.resize(length);
  return packed;
}

Bytes png(std::size_t height, std::size_t width, std::uint8_t colour_type, const Bytes& pixels,
          std::uint8_t bits) {
  Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  append_png_number(header, width);
  append_png_number(header, height);
  header.insert(header.end(), {bits, colour_type, 0, 0, 0});
  append_chunk(file, "IHDR", header);
  Bytes rows;
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t row = pixels.size() / height;
    rows.push_back(0);
    const auto begin = pixels.begin() + static_cast<std::ptrdiff_t>(y * row);
    rows.insert(rows.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
  }
  append_chunk(file, "IDAT", deflated(rows));
  append_chunk(file, "IEND", {});
  return file;
}

Bytes jpeg() {
  Bytes file{0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00};
  file.insert(file.end(), 64, 1);
  file.insert(file.end(),
              {0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00, 0x08, 0x00, 0x08, 0x01, 0x01, 0x11, 0x00});
  for (const auto& [table, symbol] : {std::pair{0x00, 0x07}, std::pair{0x10, 0x00}}) {
    // A Huffman table of one symbol, whose code is the bit 0.
    file.insert(file.end(), {0xff, 0xc4, 0x00, 0x14, static_cast<std::uint8_t>(table), 0x01});
    file.insert(file.end(), 15, 0);
    file.push_back(static_cast<std::uint8_t>(symbol));
  }
  // 0 (size 7), 0111111 (-64), 0 (no more coefficients), and ones to fill the byte.
  file.insert(file.end(),
              {0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, 0x3f, 0x7f, 0xff, 0xd9});
  return file;
}

}  // namespace tapestry::datasets

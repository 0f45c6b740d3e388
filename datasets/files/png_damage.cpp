#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "datasets/files/image_damage.hpp"
#include "engine/base/error.hpp"

namespace tapestry::datasets {

namespace {

struct PngHeader {
  std::uint32_t width = 0, height = 0;
  int depth = 0, colour = 0;  // bits a channel; 0 grey, 2 colour, 3 palette, 4 and 6 with alpha
  bool interlaced = false;

  int channels() const { return colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1; }
  std::uint64_t row_bytes(std::uint64_t pixels) const {
    return (pixels * static_cast<std::uint64_t>(depth * channels()) + 7) / 8;
  }
};

// Every image has one pass; an interlaced one seven, each with the pixels of a grid of its own
// (section 8.2: where it begins, and its steps).
struct Pass {
  std::uint32_t x, y, step_x, step_y;
};
constexpr Pass kWhole[] = {{0, 0, 1, 1}};
constexpr Pass kSeven[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                           {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

std::uint32_t png_number(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
         at[3];
}

// The image data, unpacked row by row: what a file unpacks to takes no memory.
class PngRows {
 public:
  PngRows(const PngHeader& header, std::size_t colours) : header_(header), colours_(colours) {}
  ~PngRows() {
    if (open_) inflateEnd(&stream_);
  }
  PngRows(const PngRows&) = delete;
  PngRows& operator=(const PngRows&) = delete;

  std::string damage(std::vector<std::uint8_t>& packed) {
    if (inflateInit(&stream_) != Z_OK) return "zlib has no memory";
    open_ = true;
    stream_.next_in = packed.data();
    stream_.avail_in = static_cast<uInt>(packed.size());
    packed_bytes_ = packed.size();
    const Pass* const passes = header_.interlaced ? kSeven : kWhole;
    for (int p = 0; p < (header_.interlaced ? 7 : 1); ++p)
      if (const std::string wrong = damage_of(passes[p]); !wrong.empty()) return wrong;
    std::uint8_t extra = 0;
    if (next(&extra, 1) != 0) return "it unpacks to more than its pixels";
    if (code_ != Z_STREAM_END) return text();
    return stream_.avail_in > 0 ? "something stands behind its image data" : "";
  }

 private:
  std::string damage_of(const Pass& pass) {
    if (header_.width <= pass.x || header_.height <= pass.y) return "";  // none of its pixels
    const std::uint64_t width =
        (std::uint64_t{header_.width} - pass.x + pass.step_x - 1) / pass.step_x;
    const std::size_t length = header_.row_bytes(width);
    // No row of that length can be in so few bytes (deflate makes at most 1,032 of one).
    if (length / 1032 > packed_bytes_) return "it unpacks to less than its pixels";
    std::vector<std::uint8_t> row(length + 1), above(length, 0);
    for (std::uint64_t y = pass.y; y < header_.height; y += pass.step_y) {
      if (next(row.data(), row.size()) < row.size()) return text();
      if (row[0] > 4) return "a row has a filter that there is not";
      if (header_.colour != 3) continue;
      unfilter(row, above);
      above.assign(row.begin() + 1, row.end());
      for (std::uint64_t x = 0; x < width; ++x)
        if (index_at(above, x) >= colours_) return "a pixel has a colour that its palette lacks";
    }
    return "";
  }

  // Of a row whose pixels have one byte or less (section 9.2): a is left of x, b above it, and c
  // above a.
  static void unfilter(std::vector<std::uint8_t>& row, const std::vector<std::uint8_t>& above) {
    for (std::size_t i = 1; i < row.size(); ++i) {
      const int a = i > 1 ? row[i - 1] : 0, b = above[i - 1], c = i > 1 ? above[i - 2] : 0;
      const int p = a + b - c, to_a = std::abs(p - a), to_b = std::abs(p - b),
                to_c = std::abs(p - c);
      const int paeth = to_a <= to_b && to_a <= to_c ? a : to_b <= to_c ? b : c;
      const int add[] = {0, a, b, (a + b) / 2, paeth};
      row[i] = static_cast<std::uint8_t>(row[i] + add[row[0]]);
    }
  }

  std::size_t index_at(const std::vector<std::uint8_t>& row, std::uint64_t x) const {
    const std::uint64_t bit = x * static_cast<std::uint64_t>(header_.depth);
    const int shift = 8 - header_.depth - static_cast<int>(bit % 8);
    return static_cast<std::size_t>(row[bit / 8] >> shift) &
           ((std::size_t{1} << header_.depth) - 1);
  }

  std::size_t next(std::uint8_t* to, std::size_t count) {
    stream_.next_out = to;
    stream_.avail_out = static_cast<uInt>(count);
    while (stream_.avail_out > 0 && code_ == Z_OK) code_ = inflate(&stream_, Z_NO_FLUSH);
    return count - stream_.avail_out;
  }

  // Why there is no more.
  std::string text() const {
    if (code_ == Z_STREAM_END) return "it unpacks to less than its pixels";
    if (code_ == Z_OK || code_ == Z_BUF_ERROR) return "its image data are cut short";
    return base::text("zlib: ", stream_.msg != nullptr ? stream_.msg : "damaged data");
  }

  PngHeader header_;
  std::size_t colours_, packed_bytes_ = 0;
  z_stream stream_ = {};
  int code_ = Z_OK;
  bool open_ = false;
};

bool is_possible(const PngHeader& header) {
  const int d = header.depth, c = header.colour;
  const bool small = d == 1 || d == 2 || d == 4;
  if (c == 0) return small || d == 8 || d == 16;
  if (c == 3) return small || d == 8;
  return (c == 2 || c == 4 || c == 6) && (d == 8 || d == 16);
}

}  // namespace

std::string png_damage(const std::vector<std::uint8_t>& bytes) {
  PngHeader header;
  std::size_t colours = 0;
  std::vector<std::uint8_t> packed;
  std::string before;  // the chunk before
  for (std::size_t at = 8; before != "IEND";) {
    if (bytes.size() - at < 12) return "it is cut short";
    const std::size_t length = png_number(&bytes[at]);
    if (length > bytes.size() - at - 12) return "it is cut short, or a chunk's length is wrong";
    const std::uint8_t* const data = &bytes[at + 8];
    const std::string type(data - 4, data);
    if (png_number(data + length) != crc32(0, data - 4, static_cast<uInt>(length + 4)))
      return "its chunk " + type + " has a wrong checksum";
    const bool is_first = before.empty();
    if ((type == "IHDR") != is_first) return "its first chunk, and no other, must be IHDR";
    if (type == "IHDR") {
      if (length != 13) return "its IHDR has a wrong length";
      header = {png_number(data), png_number(data + 4), data[8], data[9], data[12] == 1};
      if (header.width == 0 || header.height == 0 || !is_possible(header) || data[10] != 0 ||
          data[11] != 0 || data[12] > 1)
        return "its IHDR tells of an image that there cannot be";
    } else if (type == "PLTE") {
      colours = length / 3;
      if (length % 3 != 0 || colours == 0 || colours > 256 ||
          (header.colour == 3 && colours > std::size_t{1} << header.depth))
        return "its palette has a wrong length";
      if (!packed.empty()) return "its palette comes behind its image data";
    } else if (type == "IDAT") {
      if (!packed.empty() && before != "IDAT") return "its image data are not in one piece";
      packed.insert(packed.end(), data, data + length);
    } else if (type == "IEND") {
      if (length != 0) return "its IEND has a wrong length";
      if (at + 12 != bytes.size()) return "something stands behind its end";
    } else if ((data[-4] & 0x20) == 0) {  // a small first letter says that it may be passed over
      return "its chunk " + base::text("'", type, "'") + " is not known, and is needed";
    }
    before = type;
    at += length + 12;
  }
  if (header.colour == 3 && colours == 0) return "its palette is missing";
  return PngRows(header, colours).damage(packed);
}

}  // namespace tapestry::datasets

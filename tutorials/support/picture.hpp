// Picture: a canvas of pixels to draw rectangles, images and text on, written as a PNG file.
//
// It needs no display and no font file. Places are in pixels from the top left corner. Whatever
// does not lie on the canvas as a whole is an error, never cut off.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tapestry {

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;
};

inline constexpr Color kWhite{255, 255, 255};
inline constexpr Color kBlack{0, 0, 0};

class Picture {
 public:
  // Throws where a side is 0 or more than 16,384.
  Picture(std::size_t width, std::size_t height, Color background = kWhite);

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }
  const std::vector<std::uint8_t>& pixels() const { return pixels_; }  // [height x width x 3]
  Color at(std::size_t x, std::size_t y) const;

  // The rectangle whose top left corner is (x, y), filled; and a frame of this thickness that
  // lies within it.
  void fill(std::size_t x, std::size_t y, std::size_t width, std::size_t height, Color color);
  void frame(std::size_t x, std::size_t y, std::size_t width, std::size_t height,
             std::size_t thickness, Color color);

  // An image of bytes [channels x height x width], each pixel as a square of `scale` pixels.
  // Throws unless there is 1 channel (grey) or 3 (red, green, blue), and the bytes are as many.
  void draw_image(std::size_t x, std::size_t y, std::span<const std::uint8_t> image,
                  std::size_t channels, std::size_t height, std::size_t width, std::size_t scale);

  // One line of text, 9 * scale pixels high, whose top left corner is (x, y). Throws where it has
  // a character other than those of ASCII 32 to 126 and the arrow U+2192.
  void draw_text(std::size_t x, std::size_t y, const std::string& line, Color color,
                 std::size_t scale = 2);

  // The picture as the bytes of a PNG file; and written to a file, in place of what was there.
  // Throws where the file cannot be written.
  std::string png() const;
  void write_png(const std::filesystem::path& path) const;

 private:
  void require_inside(const std::string& what, std::size_t x, std::size_t y, std::size_t width,
                      std::size_t height) const;

  std::size_t width_, height_;
  std::vector<std::uint8_t> pixels_;
};

// The width in pixels of a line as draw_text draws it, and its errors.
std::size_t text_width(const std::string& line, std::size_t scale = 2);

}  // namespace tapestry

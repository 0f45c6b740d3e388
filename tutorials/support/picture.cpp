#include "tutorials/support/picture.hpp"

#include "engine/base/error.hpp"
#include "engine/base/replace_file.hpp"
#include "tutorials/support/picture_font.hpp"

namespace tapestry {
namespace {

constexpr std::size_t kMostSide = 16384;  // 800 MB: a wrong size must not fill the memory

}  // namespace

Picture::Picture(std::size_t width, std::size_t height, Color background)
    : width_(width), height_(height) {
  if (width == 0 || height == 0 || width > kMostSide || height > kMostSide)
    base::fail("picture: a canvas of ", width, " x ", height,
               " (width x height): each side must be 1 to ", kMostSide, " pixels.");
  pixels_.resize(width * height * 3);
  fill(0, 0, width, height, background);
}

Color Picture::at(std::size_t x, std::size_t y) const {
  require_inside("a pixel", x, y, 1, 1);
  const std::size_t i = (y * width_ + x) * 3;
  return {pixels_[i], pixels_[i + 1], pixels_[i + 2]};
}

void Picture::require_inside(const std::string& what, std::size_t x, std::size_t y,
                             std::size_t width, std::size_t height) const {
  if (x > width_ || width > width_ - x || y > height_ || height > height_ - y)
    base::fail("picture: ", what, " of ", width, " x ", height, " at (", x, ", ", y,
               ") does not fit on the canvas of ", width_, " x ", height_,
               " (width x height): move it, or make the canvas larger.");
}

void Picture::fill(std::size_t x, std::size_t y, std::size_t width, std::size_t height,
                   Color color) {
  require_inside("a rectangle", x, y, width, height);
  for (std::size_t row = y; row < y + height; ++row)
    for (std::size_t i = (row * width_ + x) * 3; i < (row * width_ + x + width) * 3; i += 3) {
      pixels_[i] = color.red;
      pixels_[i + 1] = color.green;
      pixels_[i + 2] = color.blue;
    }
}

void Picture::frame(std::size_t x, std::size_t y, std::size_t width, std::size_t height,
                    std::size_t thickness, Color color) {
  require_inside("a frame", x, y, width, height);
  if (2 * thickness > width || 2 * thickness > height)
    base::fail("picture: a frame of ", width, " x ", height, " has no room for lines ", thickness,
               " thick on both sides: make it larger, or the lines thinner.");
  fill(x, y, width, thickness, color);
  fill(x, y + height - thickness, width, thickness, color);
  fill(x, y, thickness, height, color);
  fill(x + width - thickness, y, thickness, height, color);
}

void Picture::draw_image(std::size_t x, std::size_t y, std::span<const std::uint8_t> image,
                         std::size_t channels, std::size_t height, std::size_t width,
                         std::size_t scale) {
  if (channels != 1 && channels != 3)
    base::fail("picture: an image has ", channels, " channels: it must have 1 (grey) or 3 (RGB).");
  if (scale == 0) base::fail("picture: an image is drawn at scale 0: it must be 1 or more.");
  if (image.size() != channels * height * width)
    base::fail("picture: an image has ", image.size(), " bytes and the sizes ", channels, " x ",
               height, " x ", width, " (channels x height x width): it must have ",
               channels * height * width, ".");
  require_inside("an image", x, y, width * scale, height * scale);
  const std::size_t plane = height * width;
  for (std::size_t row = 0; row < height; ++row)
    for (std::size_t column = 0; column < width; ++column) {
      const std::size_t i = row * width + column;
      const Color color = channels == 1 ? Color{image[i], image[i], image[i]}
                                        : Color{image[i], image[plane + i], image[2 * plane + i]};
      fill(x + column * scale, y + row * scale, scale, scale, color);
    }
}

void Picture::draw_text(std::size_t x, std::size_t y, const std::string& line, Color color,
                        std::size_t scale) {
  require_inside(base::text("the text '", line, "'"), x, y, text_width(line, scale),
                 kTextHeight * scale);
  for (const Glyph& glyph : glyphs(line)) {
    for (std::size_t row = 0; row < kGlyphHeight; ++row)
      for (std::size_t column = 0; column < kGlyphWidth; ++column)
        if (glyph.ink(column, row))
          fill(x + column * scale, y + (row + glyph.drop) * scale, scale, scale, color);
    x += kGlyphAdvance * scale;
  }
}

void Picture::write_png(const std::filesystem::path& path) const {
  replace_file(path, png(), "picture");
}

std::size_t text_width(const std::string& line, std::size_t scale) {
  if (scale == 0)
    base::fail("picture: the text '", line, "' is drawn at scale 0: it must be 1 or more.");
  const std::size_t count = glyphs(line).size();
  if (count == 0) return 0;
  return (count * kGlyphAdvance - (kGlyphAdvance - kGlyphWidth)) * scale;
}

}  // namespace tapestry

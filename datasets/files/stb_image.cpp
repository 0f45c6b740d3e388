// stb_image is one header that is its own library: the macros make this file its implementation.
// It is kept to itself because it takes seconds to compile.
#include "datasets/files/stb_image.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "datasets/files/image_damage.hpp"
#include "datasets/files/libjpeg.hpp"
#include "engine/base/error.hpp"

namespace {

// Where a file tells of more than it has, stb_image gives memory as it was: let it be zeros, and
// not what somebody has left there.
void* zeroed(std::size_t size) { return std::calloc(1, size); }
void* zeroed_again(void* before, std::size_t had, std::size_t size) {
  void* const after = std::realloc(before, size);
  if (after != nullptr && size > had) std::memset(static_cast<char*>(after) + had, 0, size - had);
  return after;
}

}  // namespace

#define STBI_MALLOC(size) zeroed(size)
#define STBI_REALLOC_SIZED(before, had, size) zeroed_again(before, had, size)
#define STBI_REALLOC(before, size) std::realloc(before, size)
#define STBI_FREE(before) std::free(before)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC  // other libraries may bring their own copy
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_MAX_DIMENSIONS 4096
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#if __has_include(<stb_image.h>)  // packages disagree on whether the headers have a folder
#include <stb_image.h>
#else
#include <stb/stb_image.h>
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace tapestry::datasets {

namespace {

// A whole PNG file without the chunks of image data that are empty. They are allowed and say
// nothing; stb_image copies the first of them to where it has no memory yet.
std::vector<std::uint8_t> without_empty_data(const std::vector<std::uint8_t>& png) {
  constexpr std::ptrdiff_t kSignature = 8;
  std::vector<std::uint8_t> kept(png.begin(), png.begin() + kSignature);
  for (auto chunk = png.begin() + kSignature; png.end() - chunk >= 12;) {
    const auto length = std::ptrdiff_t{chunk[0]} << 24 | std::ptrdiff_t{chunk[1]} << 16 |
                        std::ptrdiff_t{chunk[2]} << 8 | chunk[3];
    const auto next = chunk + length + 12;
    if (length > 0 || !std::equal(chunk + 4, chunk + 8, "IDAT"))
      kept.insert(kept.end(), chunk, next);
    chunk = next;
  }
  return kept;
}

}  // namespace

void require_size(const ImageSize& found, const ImageSize& size, const std::string& file) {
  if (found.height != size.height || found.width != size.width || found.channels != size.channels)
    base::fail("image folder: '", file, "' is ", found.height, " x ", found.width, " x ",
               found.channels, " (height x width x channels), and must be ", size.height, " x ",
               size.width, " x ", size.channels, ": convert it, or ask for its size.");
}

DecodedImage decode_image(const std::vector<std::uint8_t>& given, const std::string& file,
                          const ImageSize& size) {
  const auto begins_with = [&](const std::vector<std::uint8_t>& start) {
    return given.size() >= start.size() && std::equal(start.begin(), start.end(), given.begin());
  };
  const bool is_png = begins_with({0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  if (!is_png && !begins_with({0xff, 0xd8}))
    base::fail("image folder: '", file,
               "' is no PNG or JPEG image (it begins as neither does): convert it, or remove it.");
  const std::string damage = is_png ? png_damage(given) : jpeg_damage(given);
  if (!damage.empty())
    base::fail("image folder: '", file, "' is damaged (", damage, "): get it again, or remove it.");
  if (!is_png) return decode_jpeg(given, file, size);
  const std::vector<std::uint8_t> bytes = without_empty_data(given);
  const int length = static_cast<int>(bytes.size());  // read_whole_file admits no 2 GiB
  int width = 0, height = 0, channels = 0;
  if (stbi_info_from_memory(bytes.data(), length, &width, &height, &channels) == 0)
    base::fail("image folder: '", file, "' is no PNG or JPEG image (", stbi_failure_reason(),
               "): convert it, or remove it.");
  require_size({static_cast<std::size_t>(height), static_cast<std::size_t>(width),
                static_cast<std::size_t>(channels)},
               size, file);
  if (stbi_is_16_bit_from_memory(bytes.data(), length) != 0)
    base::fail("image folder: '", file, "' has 16 bits a channel, and must have 8: convert it.");
  stbi_uc* pixels =
      stbi_load_from_memory(bytes.data(), length, &width, &height, &channels, channels);
  if (pixels == nullptr)
    base::fail("image folder: '", file, "' is damaged (", stbi_failure_reason(),
               "): get it again, or remove it.");
  DecodedImage image;
  image.pixels.assign(pixels, pixels + size.height * size.width * size.channels);
  stbi_image_free(pixels);
  return image;
}

}  // namespace tapestry::datasets

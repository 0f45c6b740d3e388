#include "datasets/files/image_folder.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <system_error>
#include <vector>

#include "datasets/files/files.hpp"
#include "datasets/files/stb_image.hpp"
#include "engine/base/error.hpp"

namespace fs = std::filesystem;

namespace tapestry::datasets {
namespace {

constexpr std::uintmax_t kMostFileBytes = std::uintmax_t{16} << 20;

// What lies in a folder, hidden names left out, in order of name.
std::vector<fs::path> contents(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    if (entry->path().filename().string().front() != '.') paths.push_back(entry->path());
  if (error)
    base::fail("image folder: '", folder.string(), "' cannot be read: ", error.message(), ".");
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool is_image_name(const fs::path& path) {
  std::string end = path.extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return end == ".png" || end == ".jpg" || end == ".jpeg";
}

std::string to_string(const ImageSize& size) {
  return base::text(size.height, " x ", size.width, " x ", size.channels);
}

void append(const fs::path& path, const ImageSize& size, ImageSet& set) {
  const auto bytes = read_whole_file(path, kMostFileBytes, "image folder");
  const DecodedImage image = decode_image(bytes, path.string(), size);
  // stb gives red, green, blue for each pixel in turn; a set has a plane for each.
  for (std::size_t c = 0; c < size.channels; ++c)
    for (std::size_t i = 0; i < size.height * size.width; ++i)
      set.pixels.push_back(image.pixels[i * size.channels + c]);
}

void require_possible(const ImageSize& size) {
  if (size.height == 0 || size.width == 0 || (size.channels != 1 && size.channels != 3))
    base::fail("image folder: images of ", to_string(size),
               " (height x width x channels) were asked for: the sides must be at least 1, and the "
               "channels 1 (grey) or 3 (colour).");
}

}  // namespace

ImageSet load_image_folder(const fs::path& folder, const ImageSize& size) {
  require_possible(size);
  std::error_code error;
  if (!fs::is_directory(folder, error))
    base::fail("image folder: there is no folder '", folder.string(), "': check the name.");
  ImageSet set{
      folder.filename().string(), size.height, size.width, size.channels, {}, {}, {}, false};
  for (const fs::path& class_folder : contents(folder)) {
    if (!fs::is_directory(class_folder, error))
      base::fail("image folder: '", class_folder.string(),
                 "' is not a folder: put each image into the folder of its class, and other files "
                 "elsewhere.");
    const int label = static_cast<int>(set.class_names.size());
    set.class_names.push_back(class_folder.filename().string());
    const std::vector<fs::path> images = contents(class_folder);
    if (images.empty())
      base::fail("image folder: '", class_folder.string(),
                 "' is empty: give the class images, or remove its folder.");
    for (const fs::path& image : images) {
      if (!is_image_name(image))
        base::fail("image folder: '", image.string(),
                   "' is no .png, .jpg or .jpeg file: convert it, or put it elsewhere.");
      append(image, size, set);
      set.labels.push_back(label);
    }
  }
  if (set.class_names.empty())
    base::fail("image folder: '", folder.string(),
               "' has no folders in it: make one for each class, with its images in it.");
  return set;
}

}  // namespace tapestry::datasets

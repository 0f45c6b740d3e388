// Image folders: your own PNG and JPEG files as an ImageSet, one folder a class.
//
//     animals/cat/1.png  animals/cat/2.jpg  animals/dog/a.png   ->   classes "cat" and "dog"
#pragma once

#include <cstddef>
#include <filesystem>

#include "datasets/image_set.hpp"

namespace tapestry::datasets {

// The size that all images of a folder must have; channels is 1 (grey) or 3 (red, green, blue).
struct ImageSize {
  std::size_t height, width, channels;
};

// Reads every image of every class folder, both in the order of their names. Names that begin with
// a dot are passed over. Throws where an image is of another size or number of channels (nothing is
// resized or converted), has 16 bits per channel, is damaged or above 16 MiB; where a file is no
// .png, .jpg or .jpeg, or lies outside the class folders; and where a class has no images.
ImageSet load_image_folder(const std::filesystem::path& folder, const ImageSize& size);

}  // namespace tapestry::datasets
